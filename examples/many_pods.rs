//! Writes a list of pods as `kubectl get pods -A -o json` prints it, to try programs on a large cluster.
//!
//! ```sh
//! cargo run --release --example many_pods 100000 > pods.json
//! cargo run --release --example explain -- --stats pods.json
//! cargo run --release --example many_pods 100000 2 | cargo run --release --example explain -- --stats -
//! ```
//!
//! With a second number, every so many-th pod asks a registry that is down.

use std::env;
use std::io::{self, BufWriter, ErrorKind};
use std::process::ExitCode;

#[path = "streams/complain.rs"]
mod complain;

use complain::complain;

#[path = "../tests/support/many_pods.rs"]
#[expect(clippy::indexing_slicing, reason = "a helper of the tests")]
#[expect(unreachable_pub, reason = "a helper of the tests")]
mod many_pods;

fn main() -> ExitCode {
    let numbers: Result<Vec<u64>, _> = env::args().skip(1).map(|number| number.parse()).collect();
    let mut pods = match numbers.as_deref() {
        Ok([pods]) => many_pods::ManyPods::new(*pods),
        Ok([pods, one_in]) if *one_in > 0 => many_pods::ManyPods::new(*pods).with_outage(*one_in),
        _ => {
            complain(format_args!(
                "usage: many_pods COUNT [ONE IN]; one pod in {} cannot pull, or one in so many asks a registry that is down",
                many_pods::ONE_FAILS_IN
            ));
            return ExitCode::from(2);
        }
    };
    match io::copy(&mut pods, &mut BufWriter::new(io::stdout().lock())) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            complain(format_args!("error: {error}"));
            ExitCode::from(2)
        }
        _ => ExitCode::SUCCESS,
    }
}
