//! The pictures of `examples/timeline.rs`: nothing is clipped, covered or too thin to be seen, whatever the options.

#[path = "../../examples/timeline/fleet.rs"]
mod fleet;
#[path = "../../examples/timeline/options.rs"]
#[allow(dead_code, reason = "the example uses all of it")]
mod options;
#[path = "../../examples/timeline/picture/mod.rs"]
mod picture;
#[path = "../../examples/timeline/save.rs"]
mod save;

use std::collections::BTreeSet;
use std::time::Duration;

use picture::canvas::width;
use picture::{FleetTitle, RunTitle, of_fleet, of_run};
use pullspec::kubelet::{ContainerPlan, Fleet, PodPlan, Pull, SeededDelays, Timeline};
use svg::parser::Event;

use crate::ms;

/// What a text covers, or a rectangle.
#[derive(Debug)]
struct Box {
    name: String,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Box {
    fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

struct Picture {
    size: (f64, f64),
    texts: Vec<Box>,
    rectangles: Vec<Box>,
    has_words_for_the_blind: bool,
}

fn read(picture: &str) -> Picture {
    let mut found = Picture {
        size: (0.0, 0.0),
        texts: Vec::new(),
        rectangles: Vec::new(),
        has_words_for_the_blind: false,
    };
    let (mut text, mut titles) = (None, 0);
    for event in svg::read(picture).unwrap() {
        match event {
            Event::Tag(name, _, attributes) => {
                let number =
                    |key: &str| attributes.get(key).map_or(0.0, |value| value.parse::<f64>().unwrap());
                match name {
                    "svg" if !attributes.is_empty() => found.size = (number("width"), number("height")),
                    "title" | "desc" => titles += 1,
                    "text" if !attributes.is_empty() => {
                        let anchor = attributes["text-anchor"].to_string();
                        text = Some((number("x"), number("y"), number("font-size"), anchor));
                    }
                    "rect" if !attributes["class"].contains("page") => {
                        let (left, top) = (number("x"), number("y"));
                        let (right, bottom) = (left + number("width"), top + number("height"));
                        let name = attributes["class"].to_string();
                        found.rectangles.push(Box { name, left, right, top, bottom });
                    }
                    _ => {}
                }
            }
            Event::Text(content) => {
                if let Some((x, y, size, anchor)) = text.take() {
                    let wide = width(content, size);
                    let left = match anchor.as_str() {
                        "start" => x,
                        "middle" => x - wide / 2.0,
                        _ => x - wide,
                    };
                    let name = content.to_owned();
                    let (top, bottom) = (y - size * 0.8, y + size * 0.2);
                    found.texts.push(Box { name, left, right: left + wide, top, bottom });
                }
            }
            _ => {}
        }
    }
    found.has_words_for_the_blind = titles >= 2;
    found
}

fn is_near(number: f64, other: f64) -> bool {
    (number - other).abs() < 0.01
}

#[track_caller]
fn reads_well(picture: &str) -> Picture {
    let found = read(picture);
    assert!(found.has_words_for_the_blind && is_near(found.size.0, 960.0) && found.texts.len() > 5);
    for item in found.texts.iter().chain(&found.rectangles) {
        let is_inside =
            item.left >= 0.0 && item.right <= found.size.0 && item.top >= 0.0 && item.bottom <= found.size.1;
        assert!(is_inside, "clipped: {item:?} of {:?}", found.size);
    }
    for (place, text) in found.texts.iter().enumerate() {
        for other in &found.texts[place + 1..] {
            assert!(!text.overlaps(other), "{text:?} covers {other:?}");
        }
    }
    found
}

#[test]
fn a_run_reads_well_under_many_options() {
    let images = ["app", "registry.example.com/team/app:v1", "Not An Image", "a<b>&\"c\u{202e}\u{7}"];
    let long = format!("registry.example.com/{}:tag", "component/".repeat(40));
    let mut drawn = 0;
    for image in images.into_iter().chain([long.as_str()]) {
        for minutes in [0, 1, 5, 9, 10, 12, 60, 600] {
            for repair in [None, Some(0), Some(minutes / 2), Some(minutes), Some(minutes * 2 + 1)] {
                for pull in [0, 950, 90_000] {
                    let app =
                        ContainerPlan::regular("app", image).with_pull(Pull::fails(ms(pull), "no such host"));
                    let mut pod = PodPlan::new().with_container(app);
                    let repair = repair.map(|repair| ms(repair * 60_000));
                    if let Some(repair) = repair {
                        pod = pod.with_repair_at(repair, ms(2_000));
                    }
                    let run = Timeline::new(&pod, SeededDelays::new(drawn)).until(ms(minutes * 60_000));
                    let found = reads_well(&of_run(
                        &run,
                        &RunTitle { conditions: "Kubernetes 1.37, seed 1", repair },
                    ));
                    for mark in &found.rectangles {
                        assert!(mark.name == "look" || mark.right - mark.left >= 1.9, "too thin: {mark:?}");
                    }
                    // What is drawn is explained: a mark of the legend has twelve pixels.
                    let is_legend = |mark: &&Box| {
                        is_near(mark.right - mark.left, 12.0) && is_near(mark.bottom - mark.top, 12.0)
                    };
                    let legend: BTreeSet<&str> =
                        found.rectangles.iter().filter(is_legend).map(|mark| mark.name.as_str()).collect();
                    for mark in &found.rectangles {
                        assert!(legend.contains(mark.name.as_str()), "{} is not in the legend", mark.name);
                    }
                    drawn += 1;
                }
            }
        }
    }
    assert_eq!(drawn, 600);
}

#[test]
fn a_fleet_reads_well_under_many_options() {
    let minute = |minutes: u64| ms(minutes * 60_000);
    let outages: [&[_]; 4] = [
        &[],
        &[minute(10)..minute(40)],
        &[minute(0)..minute(1)],
        &[minute(1)..minute(2), minute(3)..minute(20), minute(21)..minute(30)],
    ];
    for outages in outages {
        for (pods, nodes) in [(1, 1), (300, 20)] {
            for capacity in [None, Some(1), Some(7)] {
                let mut fleet = Fleet::new(pods, nodes)
                    .with_arrivals_within(minute(15))
                    .with_pull_times(ms(500), ms(4_000))
                    .with_failure_rate(0.1);
                for outage in outages {
                    fleet = fleet.with_outage(outage.clone());
                }
                if let Some(capacity) = capacity {
                    fleet = fleet.with_capacity(capacity);
                }
                let report = fleet.run(minute(60));
                assert_eq!(report.attempts(), report.failed() + report.refused() + report.running());
                let title = FleetTitle {
                    title: "Pods and a registry".into(),
                    sentence: "what became of them".into(),
                    outages: outages.to_vec(),
                    arrivals_end: minute(15),
                    capacity,
                };
                let found = reads_well(&of_fleet(&report, &title));
                for outage in outages {
                    let clock = |at: Duration| format!("{}:00", at.as_secs() / 60);
                    let name = format!("away {} to {}", clock(outage.start), clock(outage.end));
                    // Above each of both charts.
                    let named = found.texts.iter().filter(|text| text.name == name);
                    assert_eq!(named.count(), 2, "{name}");
                }
            }
        }
    }
}

#[test]
fn the_sentence_of_a_repair_is_the_runs() {
    let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(ms(950), "no such host"));
    let pod = PodPlan::new().with_container(app).with_repair_at(ms(420_000), ms(2_000));
    let run = Timeline::new(&pod, SeededDelays::new(1)).until(ms(900_000));
    let pulled = run.steps().iter().find(|step| step.is_success()).unwrap().end();
    let picture = of_run(&run, &RunTitle { conditions: "", repair: Some(Duration::from_secs(420)) });
    let clock = format!("{}:{:02}", pulled.as_secs() / 60, pulled.as_secs() % 60);
    assert!(picture.contains(&format!("repaired at 7:00, pulled at {clock}: ")), "{picture}");
}

/// Of two outages, the text and the picture say after which recovery.
#[test]
fn of_several_recoveries_the_last_is_named() {
    let told = |words: &str| {
        let words =
            ["timeline", "--fleet", "--pods", "40", "--nodes", "4"].into_iter().chain(words.split(' '));
        let mut out = Vec::new();
        fleet::fleet(&options::Options::of(words.map(Into::into)).unwrap(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    let (one, two) = (told("--away 5-10"), told("--away 20-25 --away 5-10"));
    assert!(one.contains("% of the pods run ") && !one.contains("the last recovery"), "{one}");
    assert!(two.contains(" after the last recovery, at minute 25"), "{two}");
    assert!(!two.contains("the recovery"), "{two}");
}

/// A place where nothing can be written is an error of one line, which names it.
#[test]
fn a_picture_that_cannot_be_written_is_an_error_of_one_line() {
    let path = std::path::Path::new("/nonexistent/a.svg");
    let error = save::save(path, "").unwrap_err();
    assert!(error.starts_with("/nonexistent/a.svg: ") && !error.contains('\n'), "{error}");
}

#[test]
fn options_that_do_nothing_together_are_refused() {
    let asked =
        |words: &str| options::Options::of(["timeline"].into_iter().chain(words.split(' ')).map(Into::into));
    for (words, why) in [
        ("--pods 4 redis:7", "--pods is of a fleet"),
        ("--capacity 4", "--capacity is of a fleet"),
        ("--failure-rate 0.5 --repair 3", "--failure-rate is of a fleet"),
        ("--article --pods 4", "the run of the article has its own image, times and delays; --pods"),
        ("--article --fleet", "--fleet does nothing"),
        ("--article redis:7", "an image does nothing"),
        ("--article --seed 4", "--seed does nothing"),
        ("--fleet redis:7", "an image is of a single pod"),
        ("--fleet --repair 3", "--repair is of a single pod"),
        ("--fleet --minor 30", "--minor is of a single pod"),
        ("--fleet --away 60-70", "an outage begins after the last minute"),
        ("--fleet --minutes 5", "an outage begins after the last minute"),
        ("--repair 13", "the repair comes after the last minute"),
        ("--repair 3 --minutes 2.5", "the repair comes after the last minute"),
        (
            "Redis --error EOF",
            "the kubelet never pulls \"Redis\", which is not a reference; --error does nothing",
        ),
        ("Redis --repair 3", "--repair does nothing"),
        ("Redis --pull-ms 3", "--pull-ms does nothing"),
        ("--fleet --failure-rate 1.5", "from 0 to 1"),
        ("--fleet --failure-rate NaN", "from 0 to 1"),
        ("--fleet --nodes 0", "at least one"),
        ("--fleet --capacity 0", "at least one; a registry that serves nothing is --away"),
        ("--fleet --away 10-20 --away 15-30", "two outages overlap"),
        ("--fleet --away 10-40 --away 5-11", "two outages overlap"),
        ("--fleet --away 10-20 --away 10-20", "two outages overlap"),
        ("--fleet --away 5-5", "the end does not come after the start"),
        ("--fleet --away 5", "two minutes with `-` between them"),
        ("--minutes 1e9", "which is a week"),
        ("--minutes inf", "which is a week"),
    ] {
        let error = asked(words).unwrap_err().to_string();
        assert!(error.contains(why), "{words}: {error}");
    }
    for words in [
        "redis:7 --repair 12",
        "Redis --minutes 3 --seed 4 --minor 30",
        "--article --svg a.svg",
        "--fleet --away 20-30 --away 10-20",
        "--fleet --pods 4 --nodes 2 --away 1-2 --away 5-6 --capacity 3 --failure-rate 0.1 --pull-ms 3 --minutes 7 --seed 9",
    ] {
        assert!(asked(words).is_ok(), "{words}");
    }
}
