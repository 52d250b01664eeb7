//! References as people write them, made from a few lists so that every run measures the same texts.

/// 2,000 references: Hub short names, ghcr, quay, ECR, Google, Azure, Harbor with a port, IPv6; tags, digests, both.
pub fn realistic() -> Vec<String> {
    let names = [
        "nginx",
        "redis",
        "postgres",
        "busybox",
        "alpine",
        "python",
        "bitnami/kafka",
        "grafana/grafana",
        "docker.io/library/ubuntu",
        "docker.io/istio/proxyv2",
        "ghcr.io/acme/platform/api-server",
        "ghcr.io/kyverno/kyverno",
        "quay.io/prometheus/node-exporter",
        "quay.io/jetstack/cert-manager-controller",
        "registry.k8s.io/kube-apiserver",
        "registry.k8s.io/ingress-nginx/controller",
        "123456789012.dkr.ecr.eu-west-1.amazonaws.com/payments/checkout-service",
        "123456789012.dkr.ecr.us-east-1.amazonaws.com/web",
        "gcr.io/distroless/static-debian12",
        "europe-west3-docker.pkg.dev/acme-prod/containers/billing_worker",
        "acmeprod.azurecr.io/data/etl.runner",
        "mcr.microsoft.com/dotnet/aspnet",
        "harbor.corp.example:8443/platform/base-images/jdk",
        "localhost:5000/dev/app",
        "10.20.30.40:5000/mirror/library/redis",
        "[2001:db8::17]:5000/edge/agent",
        "public.ecr.aws/docker/library/golang",
        "registry.gitlab.com/group/subgroup/project/image",
    ];
    let tags = [
        "",
        ":latest",
        ":1.27",
        ":7.4.1-alpine",
        ":v0.85.0",
        ":sha-3f2a9c1",
        ":2026.11.22-rc.1",
        ":main",
        ":3.12-slim-bookworm",
        ":RELEASE.2026-01-18T00-00-00Z",
    ];
    let hex = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    (0..2000)
        .map(|i: usize| {
            let name = names[(i * 7 + i / 28) % names.len()];
            let tag = tags[(i * 3 + i / 10) % tags.len()];
            let digest = if i % 4 == 3 {
                format!("@sha256:{}{}", &hex[i % 40..], &hex[..i % 40])
            } else {
                String::new()
            };
            format!("{name}{tag}{digest}")
        })
        .collect()
}

/// Slips as manifests and command lines have them: schemes, capitals, empty variables, placeholders, branch names,
/// digests in the wrong place.
pub fn slips() -> Vec<String> {
    [
        "https://ghcr.io/acme/app:1.2",
        "docker://nginx:1.27",
        "Nginx:latest",
        "ghcr.io/Acme/app:v1",
        "quay.io/team/app:",
        "quay.io/",
        "localhost:5000/",
        "registry.example.com/team//app:1.0",
        "quay.io/team/app:1.0 ",
        " quay.io/team/app",
        "app:${TAG}",
        "{{ .Values.image }}",
        "ghcr.io/acme/app:<tag>",
        "ghcr.io/acme/app:feature/login",
        "app:1.2.3+build.5",
        "quay.io/team/app:sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "quay.io/team/app@sha256:9f86d08",
        "quay.io/team/app@9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "quay.io/team/app:1.0:latest",
        ":sha-1a2b3c",
        "my app:1",
        "quay.io/team/-app:1",
        "team_/app",
        "quay.io/team/app@sha256:9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08",
        "quay.io/team/app@md5:d41d8cd98f00b204e9800998ecf8427e",
    ]
    .map(String::from)
    .to_vec()
}

/// Texts that every parser here refuses, as people get them wrong.
pub fn refused() -> Vec<String> {
    [
        "",
        "nginx:",
        "Nginx/",
        "https://quay.io/team/app:1",
        "quay.io/team//app",
        "team/app:tag:tag",
        "a b",
        "quay.io/team/app:1.0@sha256:abc",
        "-lead/x",
        "trail-/x",
        "quay.io/te..am/app",
        "reg:port/x",
        "quay.io/team/app@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00aZZ",
    ]
    .map(String::from)
    .to_vec()
}
