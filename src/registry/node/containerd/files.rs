//! The files of a node as this crate is given them: texts, and what is known of certificates and keys.

use crate::go::path_clean::clean;
use alloc::{boxed::Box, collections::BTreeMap, string::String, vec::Vec};

/// The directory for registries without one of their own (`hostPaths` in containerd's `core/remotes/docker/config`).
pub(in crate::registry::node) const DEFAULT_DIRECTORY: &str = "_default";

/// What a PEM file holds, as far as a runtime's refusal depends on it.
///
/// ```
/// use pullspec::registry::node::containerd::PemFile;
/// let file = PemFile::read("-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----\n");
/// assert_eq!(file.certificates().count(), 1);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PemFile {
    certificates: Vec<Box<str>>,
    key: PemKey,
}

/// The private key in a PEM file.
///
/// ```
/// use pullspec::registry::node::containerd::{PemFile, PemKey};
/// let key = PemFile::read("-----BEGIN PRIVATE KEY-----\nQUJD\n-----END PRIVATE KEY-----\n");
/// assert_eq!(key, PemFile::new([""; 0], PemKey::Unchecked)); // a key is never looked into
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum PemKey {
    /// There is none.
    #[default]
    Absent,
    /// There is one, and it is taken to fit every certificate: this crate does no cryptography.
    Unchecked,
    /// There is one, and it fits this certificate.
    Fits(Box<str>),
}

impl PemFile {
    /// Makes one of certificates, each by anything that tells it from others, and a key.
    #[must_use]
    pub fn new(certificates: impl IntoIterator<Item = impl Into<Box<str>>>, key: PemKey) -> Self {
        Self { certificates: certificates.into_iter().map(Into::into).collect(), key }
    }

    /// Reads a text: the bodies of its certificates, and whether there is a key. Neither is checked.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut file = Self::default();
        let mut blocks = text.split("-----BEGIN ");
        blocks.next();
        for block in blocks {
            let Some((label, body)) = block.split_once("-----") else { continue };
            let Some((body, _)) = body.split_once("-----END ") else { continue };
            if label == "CERTIFICATE" {
                file.certificates.push(body.split_ascii_whitespace().collect::<String>().into());
            } else if label.ends_with("PRIVATE KEY") {
                file.key = PemKey::Unchecked;
            }
        }
        file
    }

    /// Returns the certificates.
    pub fn certificates(&self) -> impl Iterator<Item = &str> {
        self.certificates.iter().map(|one| &**one)
    }

    /// Whether Go's `tls.X509KeyPair` takes the first certificate of this file with the key of another.
    pub(super) fn pairs_with(&self, key: &Self) -> bool {
        match (self.certificates.first(), &key.key) {
            (None, _) | (_, PemKey::Absent) => false,
            (_, PemKey::Unchecked) => true,
            (Some(certificate), PemKey::Fits(fits)) => certificate == fits,
        }
    }
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum File {
    Text(Box<str>),
    Pem(PemFile),
    /// Stands for a directory, which may be empty.
    Directory,
}

/// Files by their cleaned paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Files(BTreeMap<String, File>);

impl Files {
    pub(super) fn insert(&mut self, path: &str, file: File) {
        self.0.insert(clean(path), file);
    }

    /// Whether there is a directory: said so, or with a file in it.
    pub(super) fn has_directory(&self, path: &str) -> bool {
        let inside = alloc::format!("{}/", clean(path));
        self.0.contains_key(inside.trim_end_matches('/')) || self.below(&inside).next().is_some()
    }

    /// The text of a file that was given as one.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        match self.0.get(&clean(path))? {
            File::Text(text) => Some(text),
            File::Pem(_) | File::Directory => None,
        }
    }

    /// A file as PEM; a text is read as such.
    pub(super) fn pem(&self, path: &str) -> Option<PemFile> {
        match self.0.get(&clean(path))? {
            File::Text(text) => Some(PemFile::read(text)),
            File::Pem(file) => Some(file.clone()),
            File::Directory => None,
        }
    }

    /// The names of the files in a directory, in order.
    pub(super) fn names_in<'f>(&'f self, directory: &str) -> impl Iterator<Item = &'f str> {
        let inside = alloc::format!("{}/", clean(directory));
        let len = inside.len();
        let found: Vec<_> = self.below(&inside).map(|path| path.get(len..).unwrap_or_default()).collect();
        found.into_iter().filter(|name| !name.contains('/'))
    }

    /// The names of the directories in a directory, in order.
    pub(super) fn directories_in(&self, directory: &str) -> Vec<&str> {
        let inside = alloc::format!("{}/", clean(directory));
        let mut names: Vec<&str> = Vec::new();
        for path in self.below(&inside) {
            let rest = path.get(inside.len()..).unwrap_or_default();
            let name = match rest.split_once('/') {
                Some((name, _)) => name,
                None if matches!(self.0.get(path), Some(File::Directory)) => rest,
                None => continue,
            };
            if names.last() != Some(&name) {
                names.push(name);
            }
        }
        names
    }

    fn below<'f>(&'f self, inside: &str) -> impl Iterator<Item = &'f str> {
        let from = String::from(inside);
        let inside = from.clone();
        self.0.range(from..).map(|(path, _)| &**path).take_while(move |path| path.starts_with(&inside))
    }
}
