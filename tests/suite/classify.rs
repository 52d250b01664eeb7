//! Messages to causes: the vectors, one example per rule, and what names may not change.

#[path = "../support/classify_laws.rs"]
mod laws;

use std::collections::{BTreeMap, HashSet};

use pullspec::{Cause, CauseRule, Verdict, WaitingReason, classify};
use regex::{Captures, Regex};
use serde_json::Value;

struct Row {
    message: String,
    reason: Option<WaitingReason>,
    accepted: Vec<Cause>,
}

impl Row {
    fn verdict(&self) -> Verdict {
        classify(self.reason.as_ref(), &self.message)
    }
}

const MEASURED: &str = include_str!("../data/pull_errors.jsonl");
const FORMATS: &str = include_str!("../data/pull_formats.jsonl");
const REPORTS: &str = include_str!("../data/pull_reports.jsonl");
/// Public reports and vendors' documents, labelled before they were run.
const MORE_REPORTS: &str = include_str!("../data/pull_reports2.jsonl");
/// Further reports, and reports of rarer failures, labelled before they were run.
const RARE_REPORTS: &str = include_str!("../data/pull_reports3.jsonl");
/// Texts from the programs' sources that no report shows.
const RARE_TEXTS: &str = include_str!("../data/pull_texts.jsonl");

/// Reports from five searches by tool, labelled before they were run; some wordings were added for them.
const LATE_REPORTS: &str = include_str!("../data/pull_reports4.jsonl");

#[track_caller]
fn rows(data: &str, count: usize) -> Vec<Row> {
    let rows: Vec<_> = data
        .lines()
        .map(|line| {
            let row: Value = serde_json::from_str(line).unwrap();
            let text = |key: &str| row[key].as_str().map(str::to_owned);
            let alternates = row["alt"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let cause = text("cause").unwrap();
            Row {
                message: text("message").unwrap(),
                reason: text("reason").map(WaitingReason::from),
                accepted: [cause.as_str()]
                    .into_iter()
                    .chain(alternates)
                    .map(|label| label.parse().unwrap())
                    .collect(),
            }
        })
        .collect();
    assert_eq!(rows.len(), count);
    rows
}

fn all_rows() -> Vec<Row> {
    let mut all = rows(MEASURED, 370);
    all.extend(rows(FORMATS, 288));
    all.extend(rows(REPORTS, 290));
    all.extend(rows(MORE_REPORTS, 669));
    all.extend(rows(RARE_REPORTS, 579));
    all.extend(rows(RARE_TEXTS, 690));
    all.extend(rows(LATE_REPORTS, 1358));
    all
}

#[track_caller]
fn assert_cause(message: &str, cause: Cause) {
    let verdict = classify(None, message);
    assert_eq!(verdict.cause(), cause, "{message}\n{verdict:?} by {:?}", verdict.rule());
}

#[test]
fn measured_messages_have_their_cause() {
    let mut ambiguous = 0;
    for row in rows(MEASURED, 370) {
        let verdict = row.verdict();
        if !row.accepted.contains(&verdict.cause()) {
            // One text was measured with different faults behind it; the other reading is then an alternate.
            assert!(verdict.alternates().contains(&row.accepted[0]), "{}\n{verdict:?}", row.message);
            ambiguous += 1;
        }
    }
    assert_eq!(ambiguous, 1, "a bare 403 for a manifest stands in the data with two causes");
}

#[test]
fn every_format_of_every_runtime_has_its_cause() {
    for row in rows(FORMATS, 288) {
        let verdict = row.verdict();
        assert!(
            row.accepted.contains(&verdict.cause()),
            "{}\n{verdict:?} by {:?}",
            row.message,
            verdict.rule()
        );
    }
}

#[test]
fn reports_have_their_cause() {
    let reports =
        [(REPORTS, 290), (MORE_REPORTS, 669), (RARE_REPORTS, 579), (RARE_TEXTS, 690), (LATE_REPORTS, 1358)];
    for row in reports.into_iter().flat_map(|(data, count)| rows(data, count)) {
        let verdict = row.verdict();
        assert!(
            row.accepted.contains(&verdict.cause()),
            "{}\n{verdict:?} by {:?}",
            row.message,
            verdict.rule()
        );
    }
}

#[test]
fn every_rule_is_reached_by_an_example() {
    let fired: HashSet<*const CauseRule> = all_rows()
        .iter()
        .filter_map(|row| row.verdict().rule())
        .map(std::ptr::from_ref::<CauseRule>)
        .collect();
    let missing: Vec<_> =
        CauseRule::all().filter(|rule| !fired.contains(&std::ptr::from_ref::<CauseRule>(rule))).collect();
    assert!(missing.is_empty(), "no example for {missing:#?}");
}

#[test]
fn every_text_can_be_read() {
    let place = |rule: &CauseRule| CauseRule::all().position(|other| other == rule).unwrap();
    for (n, rule) in CauseRule::all().enumerate() {
        for text in rule.texts() {
            // As a program prints it: a status has its word, and what a text leaves open is a letter.
            let printed = text.trim_start_matches('^').trim_end_matches('$').replace('*', "x");
            let printed = printed.replace("#5x", "#599").replace("#4x", "#499");
            let printed = printed.replace("http #", "http ").replace('#', "status ");
            let read = classify(None, &printed).rule().map(place);
            let decides = read.is_some_and(|other| other <= n) || rule.is_conditional();
            assert!(decides, "{rule:?} is not reached by {printed:?}, but {read:?}");
        }
    }
}

#[test]
fn every_cause_is_reached_by_an_example() {
    let reached: HashSet<_> = all_rows().iter().map(|row| row.verdict().cause()).collect();
    let missing: Vec<_> = Cause::ALL.into_iter().filter(|cause| !reached.contains(cause)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn evidence_is_the_deciding_text() {
    for row in all_rows() {
        laws::hold_for(&row.message);
        let verdict = row.verdict();
        let (Some(span), Some(rule)) = (verdict.evidence(), verdict.rule()) else { continue };
        let evidence = row.message[span].to_ascii_lowercase();
        let first = |text: &str| {
            text.trim_start_matches(['^', '#']).split([' ', ':', '*', '$']).next().unwrap().to_owned()
        };
        assert!(
            rule.texts().iter().any(|text| evidence.starts_with(&first(text))),
            "{evidence:?} by {rule:?}"
        );
    }
}

/// Puts other names into a message: into references, URLs of the registry API, and the places where runtimes print a
/// host, tag or repository bare. Digests stay, since their presence says what was asked for.
struct Renamer {
    shapes: Vec<(Regex, &'static str)>,
}

impl Renamer {
    fn new() -> Self {
        let host = r"(?:(?:[a-z0-9_-]+\.)+[a-z]{2,}|localhost|\d+\.\d+\.\d+\.\d+)(?::\d+)?";
        let path = r"[a-z0-9]+(?:[._/-]+[a-z0-9]+)*";
        let shapes = [
            (
                format!(r"(https?://){host}/v2/{path}/(manifests|blobs)/sha256"),
                "${1}HOST/v2/REPO/${2}/sha256",
            ),
            (format!(r"(https?://){host}/v2/{path}/manifests/[\w][\w.-]*"), "${1}HOST/v2/REPO/manifests/TAG"),
            (format!(r#"(^|[ "\[]|docker://){host}/{path}:[\w][\w.-]*"#), "${1}HOST/REPO:TAG"),
            (format!(r#"(^|[ "\[]|docker://){host}/{path}@sha256"#), "${1}HOST/REPO@sha256"),
            (r#""(?:[a-z0-9_.-]+/)+[a-z0-9_.-]+:[\w][\w.-]*""#.into(), "\"REPO:TAG\""),
            (r"\[manifests [\w.-]+\]".into(), "[manifests TAG]"),
            (r"reading manifest [\w.-]+ in [\w./:-]+:".into(), "reading manifest TAG in HOST/REPO:"),
            (format!("from host {host}"), "from host HOST"),
            (format!("lookup {host}"), "lookup HOST"),
            (format!("(container|docker) registry {host}:"), "${1} registry HOST:"),
            (format!("denied for {path},"), "denied for REPO,"),
            (r"manifest for [\w./-]+:[\w.-]+ not".into(), "manifest for REPO:TAG not"),
            (format!("repository {path} not found"), "repository REPO not found"),
        ];
        Self { shapes: shapes.into_iter().map(|(shape, to)| (Regex::new(&shape).unwrap(), to)).collect() }
    }

    /// Leaves a mark where each name was; the shapes are looked for once, however many names are tried.
    fn mask(&self, message: &str) -> Masked {
        let mut masked = message.to_owned();
        for (shape, to) in &self.shapes {
            let with = |found: &Captures<'_>| {
                let mut text = String::new();
                found.expand(to, &mut text);
                text.replace("HOST", "\u{1}").replace("REPO", "\u{2}").replace("TAG", "\u{3}")
            };
            masked = shape.replace_all(&masked, with).into_owned();
        }
        Masked(masked)
    }
}

/// A message without its names.
struct Masked(String);

impl Masked {
    fn with(&self, host: &str, repo: &str, tag: &str) -> String {
        self.0.replace('\u{1}', host).replace('\u{2}', repo).replace('\u{3}', tag)
    }
}

/// The rows and their messages without names.
fn masked(rows: Vec<Row>) -> Vec<(Row, Masked)> {
    let renamer = Renamer::new();
    rows.into_iter()
        .map(|row| {
            let masked = renamer.mask(&row.message);
            (row, masked)
        })
        .collect()
}

#[track_caller]
fn assert_names_do_not_decide(rows: &[(Row, Masked)], host: &str, repo: &str, tag: &str) -> usize {
    let mut changed = 0;
    for (row, masked) in rows {
        let other = masked.with(host, repo, tag);
        changed += usize::from(other != row.message);
        let (before, after) = (row.verdict(), classify(row.reason.as_ref(), &other));
        assert_eq!(after.cause(), before.cause(), "{}\n{other}\n{:?}", row.message, after.rule());
        assert_eq!(after.alternates(), before.alternates(), "{}\n{other}", row.message);
    }
    changed
}

#[test]
fn names_do_not_decide() {
    let rows = masked(all_rows());
    for (host, repo, tag) in [
        ("x509-not-found.example", "x509-not-found/timeout-429", "timeout-429"),
        ("denied.unauthorized.example:429", "manifest-unknown/no-such-host", "401"),
        ("toomanyrequests.example", "connection-refused/eof", "denied"),
        ("lookup.example:5000", "not/found/unauthorized", "not-found"),
        ("proxyconnect.example", "unexpected-eof/context-canceled", "unknown"),
    ] {
        let changed = assert_names_do_not_decide(&rows, host, repo, tag);
        assert!(changed > 1000, "only {changed} of {} messages have names", rows.len());
    }
}

#[test]
fn no_word_of_the_table_decides_as_a_name() {
    let rows = masked(rows(FORMATS, 288).into_iter().step_by(16).collect());
    let legal = Regex::new("^[a-z0-9]+(?:[._-][a-z0-9]+)*$").unwrap();
    let words: HashSet<_> = CauseRule::all()
        .flat_map(CauseRule::texts)
        .flat_map(|text| text.split([' ', ':']))
        .map(|word| word.trim_matches(['^', '$', '*', '#']))
        .filter(|word| legal.is_match(word))
        .collect();
    assert!(words.len() > 400, "{}", words.len());
    for word in words {
        assert_names_do_not_decide(&rows, &format!("{word}.example"), word, word);
    }
}

#[test]
fn the_number_of_an_issue_is_no_status() {
    for text in ["see #404", "fixes #412", "job #500 failed", "#429", "x: #403"] {
        assert_eq!(classify(None, text).cause(), Cause::NoDetail, "{text}");
    }
}

#[test]
fn quoting_by_a_log_changes_nothing() {
    for row in all_rows() {
        let plain = classify(None, &row.message);
        // Two verdicts are of the message as it stands: a bare name, and one that a log line would follow.
        let quoted = pullspec::GoQuoted(&row.message).to_string();
        let once = format!("E1 pod_workers.go:1] \"Error syncing pod, skipping\" err={quoted} pod=\"a/b\"");
        assert_eq!(classify(None, &once).cause(), plain.cause(), "{once}");
        let start = format!("failed to \"StartContainer\" for \"app\" with ErrImagePull: {quoted}");
        let twice = format!("\"Error syncing pod\" err={} pod=\"a/b\"", pullspec::GoQuoted(&start));
        assert_eq!(classify(None, &twice).cause(), plain.cause(), "{twice}");
    }
}

#[test]
fn the_kubelets_wrappers_change_nothing() {
    for row in all_rows() {
        let plain = classify(None, &row.message).cause();
        for wrapped in [
            format!("Failed to pull image \"redis:not-found\": {}", row.message),
            format!("Back-off pulling image \"redis:denied\": ErrImagePull: {}", row.message),
            format!("Failed to create pod sandbox: {}", row.message),
            format!("rpc error: code = Unknown desc = {}", row.message),
            format!("Error: {}", row.message),
        ] {
            assert_eq!(classify(None, &wrapped).cause(), plain, "{wrapped}");
        }
    }
}

#[test]
fn several_pull_secrets_report_the_most_actionable() {
    let network = "failed to do request: Head \"https://r.example/v2/\": dial tcp 192.0.2.1:443: i/o timeout";
    let absent = "pull access denied, repository does not exist or may require authorization: server message: \
                  insufficient_scope: authorization failed";
    let wrong = "failed to authorize: failed to fetch oauth token: unexpected status: 401 Unauthorized";
    let one = |error: &str| format!("failed to pull and unpack image \"r.example/a:1\": {error}");
    for order in [[network, absent, wrong], [wrong, absent, network], [absent, wrong, network]] {
        let verdict = classify(None, &format!("[{}, {}, {}]", one(order[0]), one(order[1]), one(order[2])));
        assert_eq!(verdict.cause(), Cause::AuthInvalid);
        for other in [Cause::NotFoundOrUnauthorized, Cause::Timeout] {
            assert!(verdict.alternates().contains(&other), "{verdict:?}");
        }
    }
}

#[test]
fn commas_inside_a_member_do_not_end_it() {
    let certificate = "failed to do request: Head \"https://r.example/v2/\": x509: certificate is valid for a.example, \
                       b.example, not r.example";
    let verdict = classify(None, &format!("[{certificate}, {certificate}]"));
    assert_eq!(verdict.cause(), Cause::TlsNameMismatch);
}

#[test]
fn what_is_said_of_mirrors_and_artifacts_is_aside() {
    let verdict = classify(
        None,
        "initializing source docker://r.example/a:1: (Mirrors also failed: [m.example/a:1: reading manifest 1 in \
         m.example/a: denied]): r.example/a:1: pinging container registry r.example: Get \"https://r.example/v2/\": \
         dial tcp: lookup r.example: no such host",
    );
    assert_eq!(verdict.cause(), Cause::DnsFailure);
    assert_eq!(verdict.alternates(), [Cause::AccessDenied]);
    assert_cause(
        "unable to pull image or OCI artifact: pull image err: unexpected EOF; artifact err: denied: denied",
        Cause::TruncatedDownload,
    );
}

#[test]
fn silence_is_no_detail() {
    for message in [
        "",
        " ",
        "\n",
        "timeout-429",
        "x509-not-found/timeout-429",
        "Back-off pulling image \"x509-not-found/timeout-429\"",
        "Error: ErrImagePull",
        "something went wrong",
        "configmap \"app\" not found",
    ] {
        assert_cause(message, Cause::NoDetail);
    }
}

#[test]
fn events_that_are_no_pulls_say_nothing_of_one() {
    for message in [
        "Back-off restarting failed container app in pod a_b(c)",
        "Container image \"a:1\" already present on machine",
        "0/3 nodes are available: 3 Insufficient memory. preemption: 0/3 nodes are available",
        "The node was low on resource: ephemeral-storage. Threshold quantity: 1, available: 0.",
        "Readiness probe failed: HTTP probe failed with statuscode: 503",
        "Liveness probe failed: Get \"http://192.0.2.1/\": dial tcp 192.0.2.1:80: connect: connection refused",
        "Error: failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create \
         failed: exec: \"x\": executable file not found in $PATH: unknown",
        "MountVolume.SetUp failed for volume \"v\" : secret \"s\" not found",
        "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox \"s\": \
         plugin type=\"calico\" failed (add): error getting ClusterInformation: connection is unauthorized",
        "admission webhook \"validate.policies.svc\" denied the request: no",
        "exceeded quota: compute-resources",
    ] {
        assert_cause(message, Cause::NoDetail);
    }
}

#[test]
fn a_reason_alone_decides_only_where_it_says_the_cause() {
    let decided: BTreeMap<_, _> = WaitingReason::ALL
        .iter()
        .map(|reason| (reason.as_str(), classify(Some(reason), "").cause()))
        .filter(|(_, cause)| *cause != Cause::NoDetail)
        .collect();
    let expected = [
        ("ErrImageNeverPull", Cause::NeverPullNotPresent),
        ("InvalidImageName", Cause::InvalidImageName),
        ("RegistryUnavailable", Cause::RegistryUnavailable),
        ("SignatureValidationFailed", Cause::SignatureRejected),
    ];
    assert_eq!(decided, BTreeMap::from(expected));
}

#[test]
fn a_cut_message_still_has_the_cause_it_shows() {
    // Event texts end at 1,024 bytes, anywhere.
    for row in all_rows() {
        for cut in (0..row.message.len()).filter(|at| row.message.is_char_boundary(*at)).step_by(31) {
            laws::hold_for(&row.message[..cut]);
        }
    }
}

#[test]
fn hostile_text_takes_linear_time() {
    // A megabyte takes milliseconds; anything quadratic takes minutes. The limit leaves room for slow machines.
    let limit = std::time::Duration::from_secs(30);
    for unit in [
        ",",
        "[",
        "(",
        "\"",
        "\\",
        "\\\"",
        ":",
        ": ",
        "\n",
        "\n * ",
        "[,",
        "[rpc,",
        "[a, a",
        "(Mirrors also failed: [",
        "\\\\\\\"a ",
        "err=\"",
        "err=\"a \\\"b ",
        "https://",
        "@sha256:",
        "/blobs/sha",
        "manifest sha",
        " not found",
        "401 ",
        "status 401 ",
        "desc = ",
        "'",
        "é",
        "a",
        "image \"",
        "; artifact err: ",
        "\"a b",
        "rpc: [failed, ",
    ] {
        let text = format!("[{}", unit.repeat((1 << 20) / unit.len()));
        let start = std::time::Instant::now();
        let _ = (classify(None, &text), pullspec::Details::of(&text));
        assert!(start.elapsed() < limit, "{:?} for {unit:?}", start.elapsed());
    }
    // Every level of quoting opened, none closed.
    let levels: Vec<_> = (0..1 << 10).map(|level| format!("a {}\"b ", "\\".repeat(level % 40))).collect();
    let text = levels.concat();
    let start = std::time::Instant::now();
    let _ = classify(None, &text.repeat(32));
    assert!(start.elapsed() < limit);
}

#[test]
fn the_fuzz_corpus_holds_the_laws() {
    let corpus = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/corpus/classify")).unwrap();
    let mut count = 0;
    for entry in corpus {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        laws::hold_for(&String::from_utf8_lossy(&bytes));
        count += 1;
    }
    assert!(count >= 20, "{count}");
}

proptest::proptest! {
    #[test]
    fn any_text_holds_the_laws(text in ".{0,200}") {
        laws::hold_for(&text);
    }

    #[test]
    fn pieces_of_messages_in_any_order_hold_the_laws(
        picks in proptest::collection::vec((0_usize..370, 0_usize..=100, 0_usize..=100), 0..6),
    ) {
        let data: Vec<_> = MEASURED.lines().collect();
        let mut text = String::new();
        for (row, from, to) in picks {
            let bytes = data[row].as_bytes();
            let at = |percent: usize| bytes.len() * percent / 100;
            let (from, to) = (at(from).min(at(to)), at(from).max(at(to)));
            text.push_str(&String::from_utf8_lossy(&bytes[from..to]));
        }
        laws::hold_for(&text);
    }
}

/// A mark before a quote is no word: the quote still opens a message where a clause may begin.
#[test]
fn punctuation_before_a_quoted_message_does_not_hide_it() {
    for marks in [
        "",
        ".",
        "...",
        "!",
        "'",
        "..............................................................................",
    ] {
        let message = format!(
            "connection error: desc = {marks}\"transport: Error while dialing dial unix /run/x.sock\""
        );
        let verdict = classify(None, &message);
        assert_eq!(verdict.cause(), Cause::RuntimeUnavailable, "{message}");
        assert_eq!(&message[verdict.evidence().unwrap()], "transport: Error while dialing", "{message}");
    }
}
