//! Every place where this crate answers otherwise than Go or Kubernetes would, or leaves something out.
//!
//! Whatever is not listed here is meant to be the same to the last character, and `cargo test` compares it with
//! answers that the originals gave. Each entry names a test of `tests/suite/differences` that holds it down; a test
//! compares the two lists, so that neither outgrows the other.
//!
//! # References and digests
//!
//! Followed: distribution/reference `Parse`, `ParseNormalizedNamed`, `ParseAnyReference`, `ParseDockerRef`,
//! `FamiliarString`, `FamiliarMatch`, `Sort`; go-digest `Parse`.
//!
//! - A text longer than [`Reference::MAX_LEN`](crate::reference::Reference::MAX_LEN), 4 GiB less 512 bytes, is refused:
//!   offsets are kept in 32 bits. Test: `offsets_have_32_bits`.
//! - Texts are `&str`. Bytes that are not UTF-8 do not reach the parser; Go reads them and finds an invalid format.
//!   Test: `bytes_that_are_not_text_are_an_invalid_format_to_go`.
//! - Which characters have a lower-case form is asked of Unicode 15.0, that of Go 1.21 to 1.26, whatever the compiler
//!   knows. It decides only which of two errors a text with such a character gets. Test:
//!   `upper_case_is_that_of_unicode_15`.
//! - sha256, sha384 and sha512 are always registered. A Go program that links no SHA-512 refuses the other two.
//!   Test: `three_algorithms_are_registered`.
//! - [`Reference::from_parts`](crate::reference::Reference::from_parts) refuses a registry that would read back as a
//!   part of a path; Go's `WithName("registry/app")` takes it. Test:
//!   `parts_that_read_back_as_another_reference_are_refused`.
//! - A quirk that is kept, with a consequence of this crate's own: `my_registry.example/app` has an empty domain, since
//!   `_` is not allowed in a host. [`Pattern`](crate::pattern::Pattern) and [`Endpoint`](crate::registry::Endpoint)
//!   treat such an image as one of an unknown registry: none matches, none is found. Test:
//!   `an_image_without_a_domain_matches_nothing`.
//! - [`GoQuoted`](crate::go::GoQuoted), `%q` in all texts of the kubelet, asks the compiler's Unicode version which
//!   characters are printable, not Go's. Test: `printable_is_what_the_compiler_knows`.
//!
//! # What the API server does
//!
//! Followed: `pkg/apis/core/v1/defaults.go`, `pkg/apis/core/validation/validation.go`, and the plugin
//! `alwayspullimages`, by [`Behavior`](crate::api::Behavior).
//!
//! - Image volumes are filled in and checked for every release; an API server without the gate `ImageVolume` drops them
//!   before. Test: `image_volumes_count_whatever_the_gate`.
//! - [`Pod::validate_images`](crate::api::Pod::validate_images) speaks of images and pull policies only; the API server
//!   may refuse the pod for other reasons, and an update for what must not change. Test:
//!   `only_images_and_policies_are_checked`.
//! - [`AlwaysPullImages`](crate::policy::AlwaysPullImages) sees pods, not requests: that the plugin ignores every
//!   subresource, and with it the containers of `kubectl debug`, is for the caller to repeat. Test:
//!   `requests_are_the_callers`.
//! - A minor that this crate does not know behaves like the newest it knows. Test:
//!   `unknown_releases_are_like_the_newest`.
//!
//! # What is read from JSON
//!
//! Followed: Go's `encoding/json`, as `sigs.k8s.io/json` changes it (names of fields are compared letter by letter), and the
//! API's own types, in what is missing, `null`, unknown or of the wrong type.
//!
//! - An object that gives a field twice is refused where the field is read; Go takes the last, and of objects the union.
//!   One of the two is not what a reader of the text saw. Test: `a_field_given_twice_is_refused`.
//! - A pod without containers, or of another kind, is refused, so that no document has no images by accident; Go's decoder
//!   takes it, and the API server refuses it. Test: `a_pod_is_a_pod_and_has_containers`.
//! - A negative count is none; in Go it is a number that no API server stores. Test: `a_negative_count_is_not_counted`.
//! - Times stay texts, and one that is not RFC 3339 is one of which nothing is known; Go refuses the object. Test:
//!   `a_time_that_does_not_parse_is_kept_as_text`.
//! - A field that this crate does not read may have any type. Test: `what_is_not_read_is_not_checked`.
//! - The text itself is read by the deserializer that the caller brings. `serde_json` refuses a lone surrogate, which
//!   Go replaces, and passes over an unknown value at any depth, where Go stops at 10,000 levels. Test:
//!   `json_is_what_the_deserializer_takes`.
//!
//! # What the kubelet decides
//!
//! Followed: `pkg/kubelet/images/image_manager.go` and `pkg/kubelet/images/pullmanager`.
//!
//! - The words for a name that does not parse are those since about 1.28, `couldn't parse image name`, for every
//!   release; before, the kubelet said `couldn't parse image reference`. Test: `old_words_for_a_bad_name_are_not_kept`.
//! - [`ImageRequest::decide`](crate::access::ImageRequest::decide) does not look at the back-off, which is a state of
//!   its own ([`Backoff`](crate::backoff::Backoff)). Test: `a_decision_knows_no_back_off`.
//! - Records of pulls hold no time and no file: nothing is dated, collected or written, and the hash of a credential is
//!   whatever the caller hands in. Test: `records_hold_the_callers_hashes`.
//!
//! # Which credentials are tried
//!
//! Followed: `pkg/credentialprovider/keyring.go` and `config.go`, with `net/url` of Go 1.26.
//!
//! - Keys of one secret that come down to the same host and path are tried in the order of their insertion, sorted for
//!   a [`DockerConfig`](crate::credentials::DockerConfig); the kubelet's order is that of a Go map, another one each
//!   time. Test: `keys_of_one_place_keep_their_order`.
//! - A key whose host has several colons, or brackets around what is not an IPv6 address, is ignored, as by Go since
//!   1.26; a kubelet built with an older Go keeps it, and no real host matches it. Test:
//!   `hosts_are_read_as_go_1_26_reads_them`.
//! - The error of a key or a file never shows what was written, where the kubelet logs the key. Test:
//!   `errors_of_credentials_show_nothing`.
//! - Node files and credential plugins are not read: the caller makes a ring of each. Test:
//!   `rings_are_asked_one_after_the_other`.
//!
//! # Back-off
//!
//! Followed: client-go `util/flowcontrol/backoff.go`.
//!
//! - Times are whole milliseconds, and so is jitter, which Go cuts to nanoseconds. Test:
//!   `jitter_is_cut_to_milliseconds`.
//! - A negative jitter factor adds nothing; in Go it shortens windows. Test: `negative_jitter_adds_nothing`.
//! - Sums saturate after 584 million years, where Go's durations wrap around after 292. Test: `windows_saturate`.
//!
//! # The simulated kubelet
//!
//! Followed: `pkg/kubelet/pod_workers.go`, `kuberuntime_manager.go`, `image_manager.go`. What a
//! [`Timeline`](crate::kubelet::Timeline) leaves out, on purpose:
//!
//! - Delays are whole milliseconds from the caller, 10,000 to 14,999; the kubelet draws any fraction of 10 to 15 s.
//!   Test: `delays_are_the_callers`.
//! - A text that is not a reference is pulled all the same with
//!   [`ContainerPlan::with_unparsed_image`](crate::kubelet::ContainerPlan::with_unparsed_image). Test:
//!   `a_plans_image_is_any_text`.
//! - Only pulls take time. Containers are made and started in none, a pull waits for no other pod
//!   ([`PullQueue`](crate::kubelet::PullQueue) and [`PullThrottle`](crate::kubelet::PullThrottle) are apart), so
//!   `including waiting` is the pull itself. Test: `only_pulls_take_time`.
//! - The event of a pull always names both times; kubelets up to about 1.24 named one. Test:
//!   `a_pulled_event_names_both_times`.
//! - A pull that succeeds is recorded with the first of the pod's secrets; the kubelet records the one that the
//!   registry took (KEP-2535). Test: `a_pull_uses_the_first_secret`.
//! - Crash loops wait in the windows that pulls have, without the gates of KEP-4603 and KEP-5593. Test:
//!   `crash_loops_wait_as_pulls_do`.
//! - Syncs that find nothing to do, such as those of a running pod every minute, are not steps and emit nothing; a
//!   kubelet up to 1.36 tells of pull secrets that it cannot read in them too. Test: `syncs_without_work_are_not_steps`.
//! - A `Fleet` counts attempts, not events, and its pods have one container each. Test:
//!   `a_fleet_is_of_single_pulls`.
//!
//! An explanation counts windows by rows of events, and so does not see a pull that hung for minutes in the middle of a long
//! sequence ([`NextAttempt`](crate::explain::NextAttempt)). Test: `a_pull_that_hung_in_the_middle_is_not_seen`.
//!
//! Nor does it know `network is not ready`, a runtime that does not answer, a kubelet that is restarted (which forgets
//! all windows), or delays between the kubelet and the API server.
//!
//! # Events
//!
//! Followed: client-go `tools/record/events_cache.go`.
//!
//! - Where ten distinct messages are known, client-go forgets a random one, this forgets the oldest. Test:
//!   `the_oldest_message_is_forgotten`.
//! - client-go joins the parts of its keys with nothing between them, so that reason `A` with message `Bc` and reason
//!   `AB` with message `c` share a count; here they do not. Test: `keys_of_events_do_not_run_together`.
//! - [`EventLog`](crate::kubelet::EventLog) keeps its rows; an API server drops one an hour after its last change,
//!   which [`forget_before`](crate::kubelet::EventLog::forget_before) does when told. Test:
//!   `rows_of_events_do_not_expire`.
//!
//! # kubectl
//!
//! Followed: `kubectl/pkg/describe`, `apimachinery/pkg/util/duration`, `pkg/printers/internalversion`.
//!
//! - Events that changed last in the same second stay in the order given; kubectl's sort leaves their order open.
//!   Test: `rows_of_one_second_stay_as_they_are`.
//! - Times are shown in UTC, where kubectl shows them in its local time. Test: `times_are_shown_in_utc`.
//! - What acts on a terminal is written out in every column, where kubectl knows escape sequences and carriage returns
//!   only. Test: `every_column_is_written_out`.
//! - A column of events is not widened where that takes more than 64 KiB of spaces and eight for each byte of the
//!   table; kubectl pads without limit. Test: `no_cell_widens_a_table_without_limit`.
//! - A pod that is being deleted shows `Terminating` until it has ended; older API servers show it afterwards as well.
//!   Test: `an_ended_pod_shows_how_it_ended`.
//! - [`check_logs`](crate::kubectl::check_logs) reads the pod's status; what a node or a network adds, it cannot know.
//!   Test: `logs_are_judged_by_the_status`.
//!
//! # Nodes
//!
//! Followed: containerd 2.3 with go-toml 2, containers/image 5.40, wharfie with yaml.v2 2.4, Go 1.25's `regexp`.
//!
//! - `mirrors` written twice in a `registries.yaml` are one map to k3s; readers for serde refuse that, or keep one of them.
//!   A tab at the beginning of a line and `%YAML 1.2` stop k3s, a key `null` does not; with readers it may be the
//!   reverse. Test: `what_a_yaml_reader_does_otherwise`.
//! - A number that is none (`1__0`) drops a `hosts.toml` here; go-toml passes over it under a key that it ignores. Dates
//!   are passed over here too. Test: `a_number_under_an_ignored_key_is_read`.
//! - A rewrite whose nested repetitions multiply to more than 1,000 is done here; Go refuses the pattern. Go before 1.25
//!   refuses `\p{Letter}` as well. Test: `what_go_refuses_to_rewrite`.
//!
//! # What has no counterpart
//!
//! [`Pattern`](crate::pattern::Pattern), [`Hint`](crate::reference::Hint), the causes of a failure
//! ([`classify`](crate::waiting::classify)) and the [`Advice`](crate::waiting::Advice) are this crate's own.
