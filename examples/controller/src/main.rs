//! `kubectl proxy & KUBERNETES_PROXY=http://127.0.0.1:8001 pullspec-controller`

use std::sync::Arc;
use std::time::SystemTime;

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
        now: Box::new(|| SystemTime::now().try_into().unwrap_or_default()),
        say: Box::new(|pod, summary| println!("{pod}: {summary}")),
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
