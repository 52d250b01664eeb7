//! When a Windows host runs a container made for another build.
//!
//! Rules of containerd/platforms 1.0 (`platform_windows_compat.go`).

/// The first long-term release whose containers later hosts run: Windows Server 2022.
const LTSC_2022: u16 = 20348;
/// Windows Server 2025.
const LTSC_2025: u16 = 26100;

/// The three numbers of a version that count. All zero where the text has fewer than two dots or no numbers.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Version {
    major: u8,
    minor: u8,
    build: u16,
}

impl Version {
    const NONE: Self = Self { major: 0, minor: 0, build: 0 };

    fn parse(text: &str) -> Self {
        let mut parts = text.split('.');
        let mut next = || parts.next().filter(|part| part.bytes().all(|b| b.is_ascii_digit()));
        let numbers = (next(), next(), next());
        let (Some(major), Some(minor), Some(build)) = numbers else { return Self::NONE };
        match (major.parse(), minor.parse(), build.parse()) {
            (Ok(major), Ok(minor), Ok(build)) => Self { major, minor, build },
            _ => Self::NONE,
        }
    }
}

/// Whether a host of one version runs a container of another.
pub(super) fn runs(host: &str, container: &str) -> bool {
    let host = Version::parse(host);
    if host == Version::NONE || container.is_empty() {
        return true;
    }
    let container = Version::parse(container);
    if (host.major, host.minor) != (container.major, container.minor) {
        return false;
    }
    if host.build < LTSC_2022 {
        return host.build == container.build;
    }
    // The latest long-term release before the host's own.
    let oldest = if host.build > LTSC_2025 { LTSC_2025 } else { LTSC_2022 };
    (oldest..=host.build).contains(&container.build)
}
