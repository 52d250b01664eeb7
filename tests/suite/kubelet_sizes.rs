//! Sizes from outside, and inputs that grow together: each of these was quadratic, a panic or an abort, and would not
//! end within the patience of anyone who runs the suite.

use pullspec::api::{Behavior, EventType, RecordedEvent};
use pullspec::kubelet::{
    ContainerPlan, EmittedEvent, EventLog, Fleet, PodPlan, Pull, PullQueue, PullThrottle, QueuedPull,
    Timeline,
};

use crate::ms;

fn failing(number: usize) -> ContainerPlan {
    ContainerPlan::regular(format!("c{number}"), format!("quay.io/team/app-{number}"))
        .with_pull(Pull::fails(ms(50), "EOF"))
}

#[test]
fn any_number_of_nodes_and_of_pods_that_never_arrive_costs_nothing() {
    for nodes in [usize::MAX, usize::MAX / 2 + 1, 1 << 31] {
        let report = Fleet::new(1, nodes).run(ms(60_000));
        assert_eq!((report.attempts(), report.running()), (1, 1));
    }
    let crowd = Fleet::new(usize::MAX, usize::MAX).with_arrivals_within(ms(u64::MAX)).run(ms(1_000));
    assert_eq!(crowd.running(), crowd.attempts());
    assert!(crowd.running() <= 1_001);
    assert_eq!(Fleet::new(0, 0).with_outage(ms(0)..ms(u64::MAX)).run(ms(u64::MAX)).attempts(), 0);
}

#[test]
fn a_queue_of_any_width_is_as_long_as_its_requests() {
    let request = QueuedPull { at: core::time::Duration::MAX, takes: core::time::Duration::MAX };
    let queue = PullQueue::Parallel { max: core::num::NonZeroUsize::new(usize::MAX) };
    let pulls = queue.schedule(&[request; 3], &mut PullThrottle::new(u32::MAX, u32::MAX));
    assert_eq!(pulls.len(), 3);
}

#[test]
fn one_sync_of_many_init_containers_looks_at_one_of_them() {
    let count = 60_000;
    let setup = (0..count).map(|n| ContainerPlan::init(format!("i{n}"), "busybox:1"));
    let pod = PodPlan::new().with_containers(setup).with_container(ContainerPlan::regular("app", "redis:7"));
    assert_eq!(Timeline::new(&pod, std::iter::repeat(ms(12_500))).count(), count + 1);
}

#[test]
fn containers_in_any_order_are_sorted_once() {
    let mixed = (0..60_000).map(|n| {
        let (name, image) = (format!("c{n}"), "busybox:1");
        if n % 2 == 0 { ContainerPlan::regular(name, image) } else { ContainerPlan::init(name, image) }
    });
    let pod = PodPlan::new().with_containers(mixed);
    assert_eq!((pod.index_of("c1"), pod.index_of("c0")), (Some(0), Some(30_000)));
}

#[test]
fn triggers_in_descending_order_are_as_quick_as_any() {
    let times = (0..400_000_u64).rev().map(ms);
    let pod = times.fold(PodPlan::new().with_container(failing(0)), PodPlan::with_sync_at);
    // Each of them is a sync of its own.
    let syncs =
        Timeline::new(&pod, std::iter::repeat(ms(12_500))).take_while(|step| step.sync_start() < ms(400_000));
    assert!(syncs.count() > 390_000);
}

#[test]
fn the_status_of_every_container_is_looked_up_and_not_searched() {
    let pod = PodPlan::new().with_containers((0..1_500).map(failing));
    let run = Timeline::new(&pod, std::iter::repeat(ms(12_500))).until(ms(600_000));
    for container in 0..1_500 {
        for at in (0..600_000).step_by(60_000) {
            let status = run.status_at(container, ms(at));
            let changes =
                run.status_changes(container).filter(|change| container == 7 && change.at <= ms(at));
            if let Some(change) = changes.last() {
                assert_eq!(
                    (status.reason(), status.message()),
                    (change.status.reason(), change.status.message())
                );
            }
            assert!(!status.is_running());
        }
        assert!(run.next_attempt_after(container, ms(60_000)).is_some());
    }
}

fn emitted<'a>(object: &'a str, reason: &'a str, message: &'a str) -> EmittedEvent<'a> {
    EmittedEvent { object, field_path: "", event_type: EventType::Normal, reason, message }
}

#[test]
fn forgetting_costs_what_is_forgotten() {
    let mut log = EventLog::new(&Behavior::default());
    for at in 0..60_000_u64 {
        // A node each, so that no budget ends.
        let text = at.to_string();
        log.record_emitted(ms(at), emitted(&text, "Pulled", &text));
        log.forget_before(ms(at.saturating_sub(20_000)));
    }
    assert_eq!(log.rows().len(), 20_001);
    assert!(log.rows().map(|row: &RecordedEvent| row.last.as_millis()).eq(39_999..60_000));
}

#[test]
fn keys_do_not_run_together_whatever_is_in_them() {
    let mut log = EventLog::new(&Behavior::default());
    // The same bytes, were the parts joined by NUL.
    let first = log.record_emitted(ms(0), emitted("pod", "A\0B", "C"));
    let second = log.record_emitted(ms(0), emitted("pod", "A", "B\0C"));
    let third = log.record_emitted(ms(0), emitted("pod\0Normal", "A", "B\0C"));
    assert_eq!([first, second, third].map(|sent| sent.map(|sent| sent.count)), [Some(1); 3]);
    assert_eq!(log.rows().len(), 2, "the API server has no part for the node");
}

#[test]
fn bounds_give_up_by_work_and_not_by_runs() {
    let error = PodPlan::new().with_containers((0..200).map(failing)).bounds(ms(3_600_000)).unwrap_err();
    assert_eq!(error.horizon, ms(3_600_000));
}
