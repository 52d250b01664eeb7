//! How long pods and Jobs may run, and kinds that only have the name of a built-in one.

use super::show::View;
use super::{WANTED, Wanted, data, run};

/// The block of a pod.
#[track_caller]
fn block<'o>(out: &'o str, name: &str) -> &'o str {
    out.split("\n\n").find(|block| block.contains(name)).unwrap_or_else(|| panic!("{name}: {out}"))
}

fn view() -> String {
    let text = std::fs::read(data().join("deadlines.json")).unwrap();
    run("deadlines", &text, Wanted { view: View { width: usize::MAX, ..WANTED.view }, ..WANTED }).1
}

#[test]
fn a_limit_of_time_is_said_where_it_is_known() {
    let out = view();
    for (pod, note) in [
        ("batch/endless-1", "the Job endless never fails by this alone\n"),
        ("batch/held-1", "the Job held ends by its activeDeadlineSeconds, 15m after its start\n"),
        (
            "batch/unknown-1",
            "the Job unknown never fails by this alone, unless it has activeDeadlineSeconds\n",
        ),
        (
            "batch/CronJob hourly",
            "a Job of the CronJob hourly ends by its activeDeadlineSeconds, 30m after its start\n",
        ),
        ("batch/brief-1", "the pod ends by its activeDeadlineSeconds, 10m after its start\n"),
    ] {
        let block = format!("{}\n", block(&out, pod));
        assert!(block.contains(&format!("  note    {note}")), "{block}");
    }
}

/// `kubectl edit job` is of the built-in kind; another group's has its name with its group.
#[test]
fn a_kind_of_another_group_is_not_the_built_in_one() {
    let out = view();
    let train = block(&out, "batch/train-0");
    assert!(train.contains("of Job.batch.volcano.sh train") && !train.contains("never fails"), "{train}");
    assert!(train.contains("kubectl --namespace=batch describe job.batch.volcano.sh/train"), "{train}");
    let rollout = block(&out, "batch/shop-x");
    assert!(rollout.contains("kubectl --namespace=batch describe rollout.argoproj.io/shop"), "{rollout}");
}
