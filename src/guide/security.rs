//! What an admission policy can rely on, what it cannot, and how to write one.
//!
//! A policy reads the text of an image and lets the pod in or not. Whoever writes the text wants the policy to see
//! another image than the runtime will pull. So the text must be read once, exactly as the kubelet and the runtime read
//! it, and compared in parts, never as text. Each claim below names a test of `tests/suite`.
//!
//! # Writing a check
//!
//! Refuse what does not parse, compare the normalized reference with patterns, and look at every place of the pod. All
//! of it, with messages that say where, what and how else:
//!
//! ```
//! use pullspec::Reference;
//! use pullspec::api::{ImageField, Workload};
//! use pullspec::pattern::PatternSet;
//!
//! /// Every image that the object must not have, and why.
//! fn refusals(pods: &Workload, allowed: &PatternSet) -> Vec<String> {
//!     let mut refused = Vec::new();
//!     for field in pods.images() {
//!         if let Err(why) = check(&field, allowed) {
//!             let (path, owner) = (field.path(), field.owner());
//!             let name = field.name();
//!             let at = format!("{path} ({owner} {name:?})");
//!             refused.push(format!("{at}: {why}"));
//!         }
//!     }
//!     // What a node fetches though no image field says so: here
//!     // nothing of the kind is allowed.
//!     for field in pods.artifacts() {
//!         let (path, text) = (field.path(), field.text());
//!         refused.push(format!("{path}: {text:?}"));
//!     }
//!     refused
//! }
//!
//! fn check(
//!     field: &ImageField<'_>,
//!     allowed: &PatternSet,
//! ) -> Result<(), String> {
//!     let text = field.image();
//!     let image = Reference::parse(text).map_err(|error| {
//!         let picture = error.underline(text);
//!         match error.hint(text) {
//!             Some(hint) => format!("{error}; {hint}\n{picture}"),
//!             None => format!("{error}\n{picture}"),
//!         }
//!     })?;
//!     match allowed.check(&image) {
//!         Ok(_) => Ok(()),
//!         Err(refused) => Err(refused.to_string()),
//!     }
//! }
//!
//! let allowed = PatternSet::parse([
//!     "registry.example.com/team/**",
//!     "docker.io/library/*@*",
//! ])?;
//! # #[cfg(feature = "serde")] {
//! let object: Workload = serde_json::from_str(r#"{
//!   "kind": "Deployment", "spec": {"template": {"spec": {
//!     "initContainers": [
//!       {"name": "migrate", "image": "redis:7"}],
//!     "containers": [
//!       {"name": "web", "image": "registry.example.com/team/web:1"},
//!       {"name": "spy", "image": "registry.example.com.evil/web:1"},
//!       {"name": "app", "image": "registry.example.com/team/App:1"}]
//!   }}}}"#)?;
//! let at = "spec.template.spec";
//! assert_eq!(refusals(&object, &allowed), [
//!     format!("{at}.initContainers[0].image \
//!              (init container \"migrate\"): tag \"7\" without a \
//!              digest does not match docker.io/library/*@*"),
//!     format!("{at}.containers[1].image (container \"spy\"): \
//!              no pattern for registry \
//!              \"registry.example.com.evil\""),
//!     format!("{at}.containers[2].image (container \"app\"): \
//!              path must be lower case, found 'A'; did you mean \
//!              \"registry.example.com/team/app:1\"?
//! registry.example.com/team/App:1
//!                           ^ path must be lower case, found 'A'"),
//! ]);
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! To make each start ask the registry as well, set the policy `Always`, as the plugin
//! [`AlwaysPullImages`](crate::policy::AlwaysPullImages) does. A webhook does it with a patch, for which
//! [`ImageField::policy_pointer`](crate::api::ImageField::policy_pointer) names the places.
//!
//! - **Allow, do not deny.** One registry answers to many names (`QUAY.IO`, `quay.io:443`, its address), and each is
//!   another registry to Go and to a [`Pattern`](crate::pattern::Pattern). A list of what is allowed fails closed, a list of what
//!   is denied fails open. Test: `security::a_deny_list_has_gaps`. Where one is needed all the same,
//!   [`PatternSet::covering`](crate::pattern::PatternSet::covering) knows the spellings, not the addresses, and
//!   [`DenyList`](crate::pattern::DenyList) denies what cannot be told as well. Test:
//!   `pattern::a_deny_list_knows_every_name_of_a_registry`.
//! - **Deny on error.** The API server does not check that an image parses. A check that skips what it cannot read lets
//!   it through to a kubelet that may read it. Test: `security::what_does_not_parse_is_denied`.
//! - **Look everywhere.** Init and ephemeral containers and image volumes start images too;
//!   [`Pod::images`](crate::api::Pod::images) lists all of them, and [`Workload`](crate::api::Workload) those of every
//!   built-in kind that makes pods; an unknown kind is an error. Tests: `security::every_place_of_an_image_is_listed`,
//!   `workload::what_is_not_a_workload_is_an_error`.
//! - **Read what was sent.** [`Workload`](crate::api::Workload) is one object, [`Workloads`](crate::api::Workloads) one or
//!   a list of which nothing is passed over. A review instead of its object, a spec one level too high or low, an array for
//!   an object, a pod without containers are errors, never objects without images. The check above runs over every
//!   document that was made to get around it. Test: `bypass::every_bypass_is_caught`.
//! - **Look where no image field is.** CRI-O fetches a seccomp profile that an annotation of the pod names, as an OCI
//!   artifact; CSI drivers fetch images that `csi.volumeAttributes` name. [`Pod::artifacts`](crate::api::Pod::artifacts) lists
//!   both, and says exactly which keys; a persistent volume's attributes are not in the pod. Test:
//!   `security::places_without_an_image_field_are_seen`.
//! - **Hand on what was checked.** Another parser may read another image out of the same text, so what pulls must get
//!   [`Reference::as_str`](crate::reference::Reference::as_str), which every parser reads alike, not the text of the pod.
//!   Measured with oci-spec 0.10 over 1.5 million texts: `Team/app` is the host `Team` here and to Go, and a path on Docker
//!   Hub there; `[::1]/app` and `my_registry.example/app` likewise mean something else or nothing. Test:
//!   `security::another_parser_reads_another_image`.
//! - **Ask for a digest** where content matters, with [`with_digest_required`](crate::pattern::Pattern::with_digest_required).
//!   Test: `security::only_a_whole_digest_pins`.
//!
//! # What makes a webhook effective
//!
//! A check that is not asked decides nothing. Of the configuration around it:
//!
//! - `operations: [CREATE, UPDATE]`. An update can change the images of a running pod, and those of a template always.
//!   It cannot change a pull policy of a pod, which the API server refuses, so a patch for it belongs to the creation.
//! - `resources` with `pods` and `pods/ephemeralcontainers` (`kubectl debug`), and for an early answer the workloads;
//!   their controllers create pods, which are checked again.
//! - `failurePolicy: Fail`. With `Ignore`, whoever makes the webhook fail or time out is let in.
//! - Exempt namespaces, a `namespaceSelector`, an `objectSelector` and `matchConditions` are holes as large as whoever may
//!   write a label: select by `kubernetes.io/metadata.name`, which the API server sets.
//! - Mutating webhooks run before validating ones, so only a validating one sees the last word; a mutating one that sets
//!   policies or digests needs `reinvocationPolicy: IfNeeded`, and later ones may still undo it.
//! - A `ValidatingAdmissionPolicy` needs its binding, with `validationActions: [Deny]`.
//!   [`AdmissionPolicy`](crate::pattern::export::AdmissionPolicy) writes both, with these rules. Test:
//!   `security::an_exported_policy_is_effective`.
//!
//! # The same check where no Rust runs
//!
//! The list above decides in the API server itself as a policy, in Gatekeeper, in the schema of a custom resource and on the
//! node. Expressions written by hand miss the unescaped dot, the port, the short names of Docker Hub; these allow what
//! the check above allows, on every text ([`pattern::export`](crate::pattern::export); `tests/engines` runs them):
//!
//! ```
//! use pullspec::pattern::PatternSet;
//!
//! let allowed = PatternSet::parse([
//!     "registry.example.com/team/**",
//!     "docker.io/library/*@*",
//! ])?;
//! let policy = allowed
//!     .admission_policy("images.example.com")?
//!     .with_exempt_namespaces(["kube-system"])?;
//! let yaml = policy.to_string(); // for `kubectl apply`
//! for part in [
//!     "kind: ValidatingAdmissionPolicy\n",
//!     "  failurePolicy: Fail\n",
//!     r#"resources: ["pods", "pods/ephemeralcontainers", "#,
//!     r#"resources: ["daemonsets", "deployments", "replicasets", "#,
//!     r#"resources: ["cronjobs", "jobs"]"#,
//!     "i.image.matches(r'^(?:registry[.]example[.]com/team/",
//!     "  - expression: variables.refused.size() == 0\n",
//!     "kind: ValidatingAdmissionPolicyBinding\n",
//! ] {
//!     assert!(yaml.contains(part), "{part}");
//! }
//! assert!(allowed.rego().starts_with("package images\n"));
//!
//! // What has to be kept out, beside it: under every name of its
//! // registry.
//! let old = PatternSet::parse(["registry.example.com/team/old/**"])?;
//! let denied = old.denying();
//! assert!(denied.denies("REGISTRY.example.com:443/team/old/app"));
//! let policy = denied.admission_policy("old.example.com")?;
//! let any_case = "[rR][eE][gG][iI][sS][tT][rR][yY][.][eE]";
//! assert!(policy.to_string().contains(any_case));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The whole policy of this list is `tests/data/export/policy.yaml`. It looks at the places that
//! [`Workload::images`](crate::api::Workload::images) lists. Tests: `export::the_policy_of_the_guide`,
//! `export::what_a_list_holds_is_never_code`, `export::a_list_of_what_is_denied_is_never_narrower`.
//!
//! # What attackers try, and what happens
//!
//! | they write | it is |
//! |---|---|
//! | `quay.io.evil.example/team/app`, `evil.example/quay.io/team/app` | another registry: hosts are compared label by label, paths component by component. Test: `security::look_alikes_are_other_registries` |
//! | `quay.io@evil.example/app`, `user:pw@quay.io/app` | refused: a reference has no user. Test: `security::no_user_hides_a_host` |
//! | `https://quay.io/app`, `quay.io/app?x`, `quay.io/app#x`, `quay.io%2fapp`, `quay.io\app` | refused: a reference is not a URL. Test: `security::a_reference_is_not_a_url` |
//! | `QUAY.IO/team/app`, `quay.io:443/team/app` | other registries to Go; no pattern for `quay.io` covers them. Test: `security::case_and_port_are_part_of_the_registry` |
//! | `Team/app` beside `team/app` | the host `Team`, since a capital makes a host; `team` is a path on Docker Hub. Test: `security::a_capital_makes_a_host` |
//! | `redis`, `docker.io/redis`, `index.docker.io/library/redis` | one image, whichever spelling the policy has. Test: `security::docker_hub_has_one_name` |
//! | `sha256:4f53cda1…` alone | a tag of `docker.io/library/sha256` to Go; containerd takes it for the ID of an image that is on the node, whatever its name. No pattern matches it. Test: `security::an_image_id_is_a_short_name` |
//! | `registry-1.docker.io/library/redis` | another registry: only `index.docker.io` is an alias. Test: `security::other_names_of_the_hub_are_other_registries` |
//! | `[::1]:5000/app`, `127.0.0.1/app` | registries of their own; an IPv6 address matches no wildcard. Test: `security::addresses_are_registries_of_their_own` |
//! | `quay.io/team/../evil/app`, `quay.io//app`, `quay.io/./app` | refused: a component begins and ends with a letter or digit. Test: `security::paths_do_not_climb` |
//! | `app:approved@sha256:…` | the digest; the tag decides nothing, and no pattern with a tag matches. Test: `security::a_tag_beside_a_digest_decides_nothing` |
//! | Cyrillic `о`, fullwidth letters, zero-width and bidirectional characters | refused: a reference is ASCII. Test: `security::a_reference_is_ascii` |
//! | escape sequences, carriage returns, NUL | refused, and never printed raw by an error, its picture or its hint. Test: `safe_output::errors_are_safe_on_a_terminal` |
//! | a hundred thousand of anything | refused or read in linear time, with bounded memory. Test: `security::hostile_sizes_are_answered` |
//! | `my_registry.example/app` | an image of no known registry, as to Go: no pattern matches. Test: `differences::references::an_image_without_a_domain_matches_nothing` |
//!
//! The refusal of a reference or a digest allocates nothing (`tests/allocations.rs`), and no input panics: the fuzz
//! targets and the laws in `tests/support` say so for arbitrary text, and `unsafe` is forbidden.
//!
//! # Secrets
//!
//! - [`Credential`](crate::credentials::Credential), [`DockerConfig`](crate::credentials::DockerConfig),
//!   [`Keyring`](crate::credentials::Keyring) and their entries and errors show no user name, password, token or key in
//!   `Debug`, `Display` or a serde error. Test: `safe_output::credentials_never_show`.
//! - **Messages** of runtimes and images may hold what a request carried. [`Redacted`](crate::api::Redacted) says exactly what
//!   is left out: user information, bearer tokens, signatures, members of a token's answer. `Display` of explanations
//!   ([`Diagnosis`](crate::Diagnosis), [`Finding`](crate::explain::Finding)) and of [`PullError`](crate::waiting::PullError),
//!   pictures and hints are written through it. Test: `secrets::no_planted_secret_is_printed`.
//! - So is `Debug` of the objects in [`api`](crate::api), of explanations, of [`PullError`](crate::waiting::PullError), of
//!   [`Details`](crate::cause::Details) and of events. `Debug` of a keyring is counts. Test:
//!   `secrets::no_planted_secret_is_debugged`.
//! - Not redacted: values and their JSON, which are the cluster's texts as they are; what is printed as another program
//!   prints it (kubectl's tables and states, the API server's refusals); errors about an administrator's own lists; plans and
//!   steps of the simulator. Test: `secrets::what_other_programs_print_is_printed_as_it_is`.
//! - A [`PullSecret`](crate::access::PullSecret) holds a hash of a credential and shows it: make it with a hash that
//!   can be shown.
//! - The kubelet sends the credentials of a key to every image whose path **begins** with the key's: `quay.io/co` also
//!   covers `quay.io/coreos`. [`Keyring`](crate::credentials::Keyring) answers as the kubelet does, so do not decide
//!   access with it. Test: `security::credentials_follow_bytes_not_components`.
//!
//! # Tenants of one node
//!
//! - Without verified pull credentials (KEP-2535, on by default from 1.35), `IfNotPresent` and `Never` start any
//!   image that is on the node, whoever pulled it; `Always` asks the registry. Test:
//!   `security::images_of_the_node_are_for_everybody_before_1_35`.
//! - [`AlwaysPullImages`](crate::policy::AlwaysPullImages) covers the creation and update of pods. `kubectl debug` goes
//!   through the subresource `ephemeralcontainers`, which that plugin leaves alone; a webhook has to ask for it.
//!
//! # Texts of the runtime
//!
//! A waiting message may hold what a registry answered. [`classify`](crate::waiting::classify) never lets image names,
//! tags, hosts or the paths of URLs decide, so a repository named `x509-not-found` changes no verdict. Test:
//! `security::names_never_decide`. [`PullError`](crate::waiting::PullError) prints such names escaped. Test:
//! `safe_output::names_in_errors_are_escaped`. What kubectl prints ([`EventsTable`](crate::kubectl::EventsTable),
//! [`DescribeState`](crate::kubectl::DescribeState), [`LogsError`](crate::kubectl::LogsError)) is printed without
//! anything that acts on a terminal, in every column. Test: `kubectl::no_column_acts_on_a_terminal`. A value that is a
//! text of the cluster stays that text: [`pod_status`](crate::kubectl::pod_status) and
//! [`WaitingReason`](crate::api::WaitingReason) are not made for a terminal.
//!
//! # What cannot be promised from the text alone
//!
//! - **A tag is what the registry says at the time of the pull.** Between the check and the pull, and between two
//!   nodes, it may move. Only a digest is content, and the digest of an index pins all platforms, not the one that
//!   runs.
//! - **Mirrors.** The runtime may fetch `quay.io/team/app` from wherever `hosts.toml` or `registries.conf` says. With a
//!   digest it still gets the same content.
//! - **Short names.** containerd reads `redis` as `docker.io/library/redis`, which is Go's normalization and this
//!   crate's. CRI-O and Podman may look elsewhere for a name without a registry (`unqualified-search-registries`). A
//!   policy that refuses `domain_was_defaulted()` closes the gap:
//!   [`Reference::domain_was_defaulted`](crate::reference::Reference::domain_was_defaulted). Test:
//!   `security::short_names_can_be_told`.
//! - **The host.** Whether a name leads to the registry one thinks of is for DNS, proxies and certificates to say.
//! - **What never passes admission**: static pods, the node's own sandbox image, pods created before the policy.
