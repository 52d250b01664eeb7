//! `pullspec-webhook ADDRESS PATTERN…`, such as `pullspec-webhook 127.0.0.1:8080 'registry.example.com/**'`.

use std::process::ExitCode;

use pullspec::pattern::PatternSet;
use pullspec_webhook::router;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(address) = arguments.next() else {
        eprintln!("usage: pullspec-webhook ADDRESS PATTERN…");
        return ExitCode::from(2);
    };
    match serve(&address, &arguments.collect::<Vec<_>>()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

async fn serve(address: &str, patterns: &[String]) -> Result<(), Box<dyn std::error::Error>> {
    let allowed = PatternSet::parse(patterns)?;
    let listener = tokio::net::TcpListener::bind(address).await?;
    axum::serve(listener, router(allowed)).await?;
    Ok(())
}
