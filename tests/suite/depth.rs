//! Nothing recurses over its input: whatever is nested, a small stack is enough, also without optimization.

use std::thread;

use pullspec::api::GoQuoted;
use pullspec::cause::Details;
use pullspec::{AnyReference, Keyring, Pattern, PodImage, PullError, Reference, WaitingReason, classify};

/// A quarter of what a thread gets elsewhere; one frame per level of the inputs below would need a hundred times as much.
const STACK: usize = 256 * 1024;

/// As many levels as a megabyte has room for, and 100,000 at most.
fn levels(open: &str, close: &str) -> usize {
    ((1 << 20) / (open.len() + close.len())).min(100_000)
}

#[track_caller]
fn on_a_small_stack(work: impl FnOnce() + Send + 'static) {
    thread::Builder::new().stack_size(STACK).spawn(work).unwrap().join().unwrap();
}

fn nested(open: &str, close: &str) -> String {
    let levels = levels(open, close);
    format!("{}denied: no such host{}", open.repeat(levels), close.repeat(levels))
}

#[test]
fn messages_inside_messages() {
    for (open, close) in [
        ("Back-off pulling image \"a\": ImagePullBackOff: ", ""),
        ("ImagePullBackOff: ", ""),
        ("ErrImagePull: ", ""),
        ("Failed to pull image \"a\": ", ""),
        ("image pull failed for a because the registry is unavailable: ", ""),
        ("failed to \"StartContainer\" for \"a\" with ImagePullBackOff: \"", "\""),
        ("rpc error: code = Unknown desc = ", ""),
        ("[", "]"),
        ("[rpc error: ", "]"),
        ("(Mirrors also failed: [", "])"),
        ("\"", "\""),
        ("\"a b", "\""),
        ("\\", "\\"),
    ] {
        on_a_small_stack(move || {
            let text = nested(open, close);
            let _ = (classify(None, &text), Details::of(&text));
            for reason in
                [WaitingReason::ErrImagePull, WaitingReason::ImagePullBackOff, WaitingReason::from(&*text)]
            {
                let error = PullError::from_waiting(&reason, &text);
                let error = error.inspect(|error| drop((error.to_string(), error.cause(), error.clone())));
                // The chain of causes is as short as the kubelet makes it.
                let mut source = error.as_ref().map(|error| error as &dyn std::error::Error);
                let mut links = 0;
                while let Some(error) = source {
                    (source, links) = (error.source(), links + 1);
                }
                assert!(links <= 2, "{links}");
            }
            let _ = (PullError::from_event(&text), PullError::from_text(&text));
        });
    }
}

#[test]
fn names_of_many_parts() {
    for unit in ["a/", "a.", "a:", "@sha256:", "[", "*a", "**/", "[a-", "\\", "%", "a@b:"] {
        on_a_small_stack(move || {
            let text = unit.repeat(levels(unit, ""));
            let _ = (Reference::parse(&text), AnyReference::parse(&text), PodImage::parse(&text));
            let _ = (Pattern::parse(&text), Reference::parse("a/b").unwrap().matches_familiar(&text));
            let ring: Keyring<()> = [(&*text, ()), ("a.b", ())].into_iter().collect();
            let _ =
                (ring.lookup_name(&text).len(), ring.lookup_name("a.b/c").len(), GoQuoted(&text).to_string());
        });
    }
}

#[cfg(feature = "serde")]
#[test]
fn documents_inside_documents() {
    use pullspec::Pods;
    use pullspec::credentials::DockerConfigJson;

    for (open, close, reads) in [
        // Unknown fields are passed over, however deep they are; a pod without containers is refused.
        (r#"{"kind":"Pod","spec":{"containers":[{}]},"unknown":"#, "}", true),
        (r#"{"kind":"Pod","unknown":"#, "}", false),
        (r#"{"kind":"List","items":["#, "]}", false),
        (r#"{"kind":"Pod","spec":"#, "}", false),
        (r#"{"kind":"Pod","metadata":{"labels":{"a":"#, "}}}", false),
        (r#"{"auths":{"a":"#, "}}", false),
        ("[", "]", false),
    ] {
        on_a_small_stack(move || {
            let levels = levels(open, close);
            let text = format!("{}null{}", open.repeat(levels), close.repeat(levels));
            assert_eq!(serde_json::from_str::<Pods>(&text).is_ok(), reads, "{open}");
            let _ = serde_json::from_str::<DockerConfigJson>(&text).is_ok();
        });
    }
}
