//! A list of very many pods as `kubectl get pods -o json` prints it, made while it is read: for tests of memory, for
//! benches, and for a file to try.

use std::fmt::Write as _;
use std::io::{self, Read};

/// Every so many-th pod cannot pull, for one of a few causes.
pub const ONE_FAILS_IN: u64 = 100;

/// The text of a list of so many pods.
pub struct ManyPods {
    pods: u64,
    /// Every so many-th pod asks a registry that is down.
    outage: Option<u64>,
    next: u64,
    chunk: String,
    read: usize,
}

impl ManyPods {
    pub fn new(pods: u64) -> Self {
        // kubectl prints `items` before `kind`.
        Self {
            pods,
            outage: None,
            next: 0,
            chunk: "{\n    \"apiVersion\": \"v1\",\n    \"items\": [".into(),
            read: 0,
        }
    }

    /// As when a registry is down that every so many-th pod has its image from.
    #[must_use]
    #[allow(dead_code, reason = "benches have no outage")]
    pub fn with_outage(self, one_in: u64) -> Self {
        Self { outage: Some(one_in), ..self }
    }

    fn refill(&mut self) {
        self.chunk.clear();
        self.read = 0;
        match self.next {
            n if n < self.pods => {
                if n > 0 {
                    self.chunk.push(',');
                }
                let is_out = self.outage.is_some_and(|one_in| n.is_multiple_of(one_in));
                write_pod(&mut self.chunk, n, is_out);
            }
            n if n == self.pods => {
                self.chunk.push_str("\n    ],\n    \"kind\": \"List\",\n    \"metadata\": {\n        \"resourceVersion\": \"\"\n    }\n}\n");
            }
            _ => return,
        }
        self.next += 1;
    }
}

impl Read for ManyPods {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.read == self.chunk.len() {
            self.refill();
        }
        let rest = &self.chunk.as_bytes()[self.read..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.read += count;
        Ok(count)
    }
}

/// A pod of two containers and what else the API server fills in.
fn write_pod(out: &mut String, n: u64, is_out: bool) {
    let (namespace, app) = (n % 40, n % 700);
    let name = format!("app-{app}-{:010x}", n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 24);
    let uid = format!("{n:08x}-91fb-4d02-a9c5-6b58f1f2c3d4");
    let registry = if is_out { "ghcr.io" } else { "registry.example.com" };
    let image = format!("{registry}/team-{namespace}/app-{app}:2.{}", n % 17);
    let waiting = match n / ONE_FAILS_IN % 3 {
        _ if is_out => Some(format!(
            "failed to pull and unpack image \\\"{image}\\\": failed to resolve reference \\\"{image}\\\": failed to do request: Head \\\"https://ghcr.io/v2/team-{namespace}/app-{app}/manifests/2.0\\\": dial tcp 192.0.2.7:443: connect: connection refused"
        )),
        _ if !n.is_multiple_of(ONE_FAILS_IN) => None,
        0 => Some(format!(
            "failed to pull and unpack image \\\"{image}\\\": failed to resolve reference \\\"{image}\\\": {image}: not found"
        )),
        1 => Some(format!(
            "failed to pull and unpack image \\\"{image}\\\": failed to resolve reference \\\"{image}\\\": failed to do request: Head \\\"https://registry.example.com/v2/team-{namespace}/app-{app}/manifests/2.0\\\": dial tcp: lookup registry.example.com on 10.0.0.10:53: no such host"
        )),
        _ => Some("toomanyrequests: You have reached your pull rate limit".into()),
    };
    let (phase, state) = match waiting {
        None => ("Running", "\"running\": {\n                            \"startedAt\": \"2026-03-01T08:00:09Z\"\n                        }".into()),
        Some(error) => ("Pending", format!("\"waiting\": {{\n                            \"message\": \"Back-off pulling image \\\"{image}\\\": ErrImagePull: {error}\",\n                            \"reason\": \"ImagePullBackOff\"\n                        }}")),
    };
    let proxy = "registry.example.com/mesh/proxy:1.27.3";
    let _ = write!(
        out,
        r#"
        {{
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {{
                "creationTimestamp": "2026-03-01T08:00:00Z",
                "generateName": "app-{app}-",
                "labels": {{"app.kubernetes.io/name": "app-{app}", "pod-template-hash": "6c9f5d7b84", "team": "team-{namespace}"}},
                "name": "{name}",
                "namespace": "team-{namespace}",
                "ownerReferences": [{{"apiVersion": "apps/v1", "blockOwnerDeletion": true, "controller": true, "kind": "ReplicaSet", "name": "app-{app}-6c9f5d7b84", "uid": "0a1b2c3d-91fb-4d02-a9c5-6b58f1f2c3d4"}}],
                "resourceVersion": "{n}",
                "uid": "{uid}"
            }},
            "spec": {{
                "containers": [{},{}
                ],
                "dnsPolicy": "ClusterFirst",
                "enableServiceLinks": true,
                "imagePullSecrets": [{{"name": "registry-credentials"}}],
                "nodeName": "worker-{}",
                "priority": 0,
                "restartPolicy": "Always",
                "schedulerName": "default-scheduler",
                "serviceAccountName": "default",
                "terminationGracePeriodSeconds": 30,
                "tolerations": [
                    {{"effect": "NoExecute", "key": "node.kubernetes.io/not-ready", "operator": "Exists", "tolerationSeconds": 300}},
                    {{"effect": "NoExecute", "key": "node.kubernetes.io/unreachable", "operator": "Exists", "tolerationSeconds": 300}}
                ],
                "volumes": [{{"emptyDir": {{}}, "name": "tmp"}}]
            }},
            "status": {{
                "conditions": [
                    {{"lastProbeTime": null, "lastTransitionTime": "2026-03-01T08:00:02Z", "status": "True", "type": "Initialized"}},
                    {{"lastProbeTime": null, "lastTransitionTime": "2026-03-01T08:00:00Z", "status": "True", "type": "PodScheduled"}}
                ],
                "containerStatuses": [
                    {{
                        "image": "{image}",
                        "imageID": "",
                        "lastState": {{}},
                        "name": "app",
                        "ready": false,
                        "restartCount": 0,
                        "started": false,
                        "state": {{
                        {state}
                        }}
                    }},
                    {{
                        "image": "{proxy}",
                        "imageID": "registry.example.com/mesh/proxy@sha256:0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0",
                        "lastState": {{}},
                        "name": "proxy",
                        "ready": true,
                        "restartCount": 0,
                        "started": true,
                        "state": {{"running": {{"startedAt": "2026-03-01T08:00:05Z"}}}}
                    }}
                ],
                "hostIP": "10.0.{}.7",
                "phase": "{phase}",
                "qosClass": "Burstable",
                "startTime": "2026-03-01T08:00:01Z"
            }}
        }}"#,
        container("app", &image),
        container("proxy", proxy),
        n % 1_000,
        n % 250,
    );
}

fn container(name: &str, image: &str) -> String {
    format!(
        r#"
                    {{
                        "args": ["--listen=0.0.0.0:8080", "--log-format=json", "--shutdown-grace=20s"],
                        "env": [
                            {{"name": "POD_NAME", "valueFrom": {{"fieldRef": {{"apiVersion": "v1", "fieldPath": "metadata.name"}}}}}},
                            {{"name": "DATABASE_URL", "valueFrom": {{"secretKeyRef": {{"key": "url", "name": "database"}}}}}},
                            {{"name": "GOMEMLIMIT", "value": "400MiB"}}
                        ],
                        "image": "{image}",
                        "imagePullPolicy": "IfNotPresent",
                        "livenessProbe": {{"failureThreshold": 3, "httpGet": {{"path": "/healthz", "port": 8080, "scheme": "HTTP"}}, "periodSeconds": 10, "successThreshold": 1, "timeoutSeconds": 1}},
                        "name": "{name}",
                        "ports": [{{"containerPort": 8080, "name": "http", "protocol": "TCP"}}],
                        "readinessProbe": {{"failureThreshold": 3, "httpGet": {{"path": "/ready", "port": 8080, "scheme": "HTTP"}}, "periodSeconds": 5, "successThreshold": 1, "timeoutSeconds": 1}},
                        "resources": {{"limits": {{"memory": "512Mi"}}, "requests": {{"cpu": "100m", "memory": "256Mi"}}}},
                        "securityContext": {{"allowPrivilegeEscalation": false, "capabilities": {{"drop": ["ALL"]}}, "readOnlyRootFilesystem": true, "runAsNonRoot": true}},
                        "terminationMessagePath": "/dev/termination-log",
                        "terminationMessagePolicy": "File",
                        "volumeMounts": [
                            {{"mountPath": "/tmp", "name": "tmp"}},
                            {{"mountPath": "/var/run/secrets/kubernetes.io/serviceaccount", "name": "kube-api-access-x7k2p", "readOnly": true}}
                        ]
                    }}"#
    )
}
