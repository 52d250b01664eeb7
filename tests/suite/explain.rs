//! Explanations: exact texts and JSON, and the laws on simulated pods.

use proptest::prelude::*;

use crate::explain_laws::replay;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn attempts_come_when_the_explanation_says(bytes in prop::collection::vec(any::<u8>(), 12..48)) {
        replay(&bytes);
    }
}
