//! `kubectl proxy & KUBERNETES_PROXY=http://127.0.0.1:8001 pullspec-controller`

use std::sync::Arc;

use futures::StreamExt;
use k8s_openapi::api::core::v1::Pod;
use kube::runtime::Controller;
use kube::runtime::watcher;
use kube::{Api, Client, Config};
use pullspec_controller::{Context, on_error, reconcile};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let proxy = std::env::var("KUBERNETES_PROXY").unwrap_or_else(|_| "http://127.0.0.1:8001".into());
    let client = Client::try_from(Config::new(proxy.parse()?))?;
    let context = Context {
        client: client.clone(),
        now: || jiff::Timestamp::now().to_string().parse().unwrap_or_default(),
        say: |pod, summary| println!("{pod}: {summary}"),
    };
    Controller::new(Api::<Pod>::all(client), watcher::Config::default())
        .run(reconcile, on_error, Arc::new(context))
        .for_each(|outcome| async move {
            if let Err(error) = outcome {
                eprintln!("{error}");
            }
        })
        .await;
    Ok(())
}
