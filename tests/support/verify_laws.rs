//! What must hold of digests and content. Panics if a law is broken.

use pullspec::Digest;
use pullspec::digest::Algorithm;

/// Digests match exactly the bytes they were computed from, however those arrive.
pub fn verification(content: &[u8], other: &[u8], cut: usize) {
    let (left, right) = content.split_at(cut % (content.len() + 1));
    for &algorithm in Algorithm::ALL {
        let digest = Digest::of(algorithm, content);
        assert_eq!(Digest::parse(digest.as_str()).as_ref(), Ok(&digest));
        let mut whole = digest.verifier();
        whole.update(left);
        whole.update(right);
        assert_eq!(whole.verify(), Ok(()));
        let mut wrong = digest.verifier();
        wrong.update(other);
        assert_eq!(wrong.verify().is_ok(), content == other);
    }
}
