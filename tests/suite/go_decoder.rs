//! Documents with the answers of Go's decoder, `encoding/json` with the names of fields compared letter by letter: the
//! same here, or an entry of `guide::differences`.

use pullspec::Pod;
use serde_json::Value;

/// What Go makes of a document as a pod.
enum Go {
    /// An error.
    Refuses,
    /// A pod whose containers have these images.
    Reads(&'static [&'static str]),
    /// One that this crate refuses: the entry's test in `differences`.
    ReadsWhatIsRefusedHere(&'static str),
    /// An error where this crate reads these images: the entry's test.
    RefusesWhatIsReadHere(&'static [&'static str], &'static str),
}

use Go::{Reads, ReadsWhatIsRefusedHere, Refuses, RefusesWhatIsReadHere};

const ROWS: [(&str, Go); 46] = [
    // null, missing and unknown
    (r#"{"spec":{"containers":[{"image":"a"}]}}"#, Reads(&["a"])),
    (r#"{"spec":{"containers":[null,{"image":"a"}]}}"#, Reads(&["", "a"])),
    (r#"{"spec":{"containers":[{"image":null},{"image":"a"}]}}"#, Reads(&["", "a"])),
    (r#"{"spec":{"containers":[{}]}}"#, Reads(&[""])),
    (
        r#"{"metadata":null,"spec":{"containers":[{"image":"a"}],"volumes":null},"status":null}"#,
        Reads(&["a"]),
    ),
    (r#"{"metadata":{"labels":{"x":null}},"spec":{"containers":[{"image":"a"}]}}"#, Reads(&["a"])),
    (r#"{"metadata":{"annotations":{"x":null}},"spec":{"containers":[{"image":"a"}]}}"#, Reads(&["a"])),
    (r#"{"spec":{"volumes":[null],"containers":[{"image":"a"}]}}"#, Reads(&["a"])),
    (r#"{"spec":{"x":[[[{}]]],"containers":[{"image":"a","y":1e999}]}}"#, Reads(&["a"])),
    (r#"{"kind":"","apiVersion":"","spec":{"containers":[{"image":"a"}]}}"#, Reads(&["a"])),
    (r#"{"kind":null,"spec":{"containers":[{"image":"a"}]}}"#, Reads(&["a"])),
    ("null", ReadsWhatIsRefusedHere("a_pod_is_a_pod_and_has_containers")),
    ("{}", ReadsWhatIsRefusedHere("a_pod_is_a_pod_and_has_containers")),
    (r#"{"spec":{"containers":[]}}"#, ReadsWhatIsRefusedHere("a_pod_is_a_pod_and_has_containers")),
    (
        r#"{"kind":"Job","spec":{"containers":[{"image":"a"}]}}"#,
        ReadsWhatIsRefusedHere("a_pod_is_a_pod_and_has_containers"),
    ),
    // names of fields
    (r#"{"spec":{"containers":[{"Image":"a"}]}}"#, Reads(&[""])),
    (r#"{"spec":{"containers":[{"IMAGE":"b","image":"a"}]}}"#, Reads(&["a"])),
    (r#"{"spec":{"containers":[{"im\u0061ge":"a"}]}}"#, Reads(&["a"])),
    (r#"{"spec":{"containers":[{"image ":"b"}]}}"#, Reads(&[""])),
    // twice
    (
        r#"{"spec":{"containers":[{"image":"a","image":"b"}]}}"#,
        ReadsWhatIsRefusedHere("a_field_given_twice_is_refused"),
    ),
    (
        r#"{"spec":{"containers":[{"image":"a"}]},"spec":{}}"#,
        ReadsWhatIsRefusedHere("a_field_given_twice_is_refused"),
    ),
    (r#"{"spec":{"containers":[{"image":"a","x":1,"x":2}]}}"#, Reads(&["a"])),
    (r#"{"metadata":{"labels":{"a":"1","a":"2"}},"spec":{"containers":[{"image":"a"}]}}"#, Reads(&["a"])),
    // another type
    ("[]", Refuses),
    ("[{},{}]", Refuses),
    (r#""text""#, Refuses),
    ("7", Refuses),
    (r#"{"spec":[]}"#, Refuses),
    (r#"{"spec":{"containers":{}}}"#, Refuses),
    (r#"{"spec":{"containers":{"image":"a"}}}"#, Refuses),
    (r#"{"spec":{"containers":[["n","a"]]}}"#, Refuses),
    (r#"{"spec":{"containers":["a"]}}"#, Refuses),
    (r#"{"spec":{"containers":[{"image":7}]}}"#, Refuses),
    (r#"{"spec":{"containers":[{"image":["a"]}]}}"#, Refuses),
    (r#"{"metadata":{"labels":{"a":1}},"spec":{"containers":[{"image":"a"}]}}"#, Refuses),
    (r#"{"metadata":{"annotations":{"a":1}},"spec":{"containers":[{"image":"a"}]}}"#, Refuses),
    (r#"{"metadata":{"annotations":[]},"spec":{"containers":[{"image":"a"}]}}"#, Refuses),
    // numbers
    (
        r#"{"spec":{"containers":[{"image":"a"}]},"status":{"containerStatuses":[{"restartCount":-1}]}}"#,
        Reads(&["a"]),
    ),
    (
        r#"{"spec":{"containers":[{"image":"a"}]},"status":{"containerStatuses":[{"restartCount":2147483648}]}}"#,
        Refuses,
    ),
    (
        r#"{"spec":{"containers":[{"image":"a"}]},"status":{"containerStatuses":[{"restartCount":1.0}]}}"#,
        Refuses,
    ),
    (
        r#"{"spec":{"containers":[{"image":"a"}]},"status":{"containerStatuses":[{"restartCount":1e2}]}}"#,
        Refuses,
    ),
    (
        r#"{"spec":{"containers":[{"image":"a"}]},"status":{"containerStatuses":[{"restartCount":"1"}]}}"#,
        Refuses,
    ),
    // the text
    (r#"{"spec":{"containers":[{"image":"a"}]}} x"#, Refuses),
    (r#"{"spec":{"containers":[{"image":"a"},]}}"#, Refuses),
    // what only Go looks at
    (
        r#"{"metadata":{"creationTimestamp":"yesterday"},"spec":{"containers":[{"image":"a"}]}}"#,
        RefusesWhatIsReadHere(&["a"], "a_time_that_does_not_parse_is_kept_as_text"),
    ),
    (
        r#"{"spec":{"hostNetwork":"perhaps","containers":[{"image":"a"}]}}"#,
        RefusesWhatIsReadHere(&["a"], "what_is_not_read_is_not_checked"),
    ),
];

fn images(json: &str) -> Option<Vec<String>> {
    let pod: Pod = serde_json::from_str(json).ok()?;
    Some(pod.images().map(|image| image.image().to_owned()).collect())
}

#[test]
fn documents_are_read_as_go_reads_them() {
    let page = include_str!("../../src/guide/differences.rs").replace("\n//!", " ");
    let is_listed =
        |test: &str| assert!(page.contains(&format!("`{test}`")), "{test} is no entry of the page");
    for (json, go) in &ROWS {
        let here = images(json);
        match go {
            Refuses => assert_eq!(here, None, "{json}"),
            Reads(there) => {
                assert!(here.is_some_and(|here| here == **there), "{json}");
                // From a tree the same.
                let value: Value = serde_json::from_str(&json.replace("1e999", "1")).unwrap();
                assert!(serde_json::from_value::<Pod>(value).is_ok(), "{json}");
            }
            ReadsWhatIsRefusedHere(entry) => {
                assert_eq!(here, None, "{json}");
                is_listed(entry);
            }
            RefusesWhatIsReadHere(there, entry) => {
                assert!(here.is_some_and(|here| here == **there), "{json}");
                is_listed(entry);
            }
        }
    }
}
