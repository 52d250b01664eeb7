//! Writes a list of pods as `kubectl get pods -A -o json` prints it, to try programs on a large cluster.
//!
//! ```sh
//! cargo run --release --example many_pods 100000 > pods.json
//! cargo run --release --example explain -- --stats pods.json
//! ```

use std::env;
use std::io::{self, BufWriter, ErrorKind};
use std::process::ExitCode;

#[path = "../tests/support/many_pods.rs"]
#[expect(clippy::indexing_slicing, reason = "a helper of the tests")]
#[expect(unreachable_pub, reason = "a helper of the tests")]
mod many_pods;

fn main() -> ExitCode {
    let Some(Ok(pods)) = env::args().nth(1).map(|count| count.parse()) else {
        eprintln!("usage: many_pods COUNT; one pod in {} cannot pull", many_pods::ONE_FAILS_IN);
        return ExitCode::from(2);
    };
    let mut pods = many_pods::ManyPods::new(pods);
    match io::copy(&mut pods, &mut BufWriter::new(io::stdout().lock())) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
        _ => ExitCode::SUCCESS,
    }
}
