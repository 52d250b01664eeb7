//! From a message to the values in it.

use core::time::Duration;

use super::details::{Details, Spanned, WantedPlatform};
use super::lexer::{Kind, Lexer, Piece, is_digest};
use super::status::{DIGITS, begins_with_status, is_status};
use crate::reference::normalize::LOCALHOST;

impl<'m> Details<'m> {
    /// Reads a message of any layer. Linear in its length, without allocation.
    ///
    /// ```
    /// use pullspec::cause::Details;
    /// let details = Details::of("unexpected status code 403 Forbidden");
    /// assert_eq!(details.http_status.map(|found| found.value), Some(403));
    /// ```
    #[must_use]
    pub fn of(message: &'m str) -> Self {
        let mut reader = Reader {
            message,
            found: Self::default(),
            last: ["", "", ""],
            clause: None,
            fresh: true,
            waits: false,
            depth: 0,
            aside: None,
            of_mirrors: None,
        };
        for piece in Lexer::new(message) {
            reader.piece(piece);
        }
        reader.end_clause();
        reader.end_aside();
        reader.result()
    }
}

/// Whether a word can be an image by its shape: a path, a tag, a digest or a host in it, and no mark that no reference
/// has. What runtimes call the content they write, `layer-sha256:…`, is none.
fn looks_like_image(word: &str) -> bool {
    has_letters_of_images(word) && word.contains(['/', ':', '@', '.']) && !word.contains("-sha256:")
}

fn has_letters_of_images(word: &str) -> bool {
    let inside = |byte: u8| byte.is_ascii_alphanumeric() || b"._-/:@+".contains(&byte);
    word.bytes().all(inside) && word.starts_with(|first: char| first.is_ascii_alphanumeric())
}

/// Whether what follows `docker://` can be an image: its host may be an IPv6 address in brackets.
fn can_follow_scheme(rest: &str) -> bool {
    let inside = |byte: u8| byte.is_ascii_alphanumeric() || b"._-/:@+[]".contains(&byte);
    rest.bytes().all(inside) && rest.bytes().any(|byte| byte.is_ascii_alphanumeric())
}

/// Whether a word can be a host by its shape.
fn looks_like_host(word: &str) -> bool {
    let inside = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]_".contains(&byte);
    word.bytes().all(inside) && (word.contains(['.', ':']) || is(word, LOCALHOST))
}

/// The codes of the distribution specification as Go's clients print them.
const CODES: [(&str, &str); 14] = [
    ("name unknown", "NAME_UNKNOWN"),
    ("manifest unknown", "MANIFEST_UNKNOWN"),
    ("blob unknown", "BLOB_UNKNOWN"),
    ("manifest blob unknown", "MANIFEST_BLOB_UNKNOWN"),
    ("name invalid", "NAME_INVALID"),
    ("tag invalid", "TAG_INVALID"),
    ("digest invalid", "DIGEST_INVALID"),
    ("manifest invalid", "MANIFEST_INVALID"),
    ("unauthorized", "UNAUTHORIZED"),
    ("denied", "DENIED"),
    ("toomanyrequests", "TOOMANYREQUESTS"),
    ("unsupported", "UNSUPPORTED"),
    ("unavailable", "UNAVAILABLE"),
    ("unknown", "UNKNOWN"),
];

/// containerd ends its errors with a class of its own in these words; a registry's code has its message after it.
const ENDS_OF_CONTAINERD: [&str; 2] = ["UNKNOWN", "UNAVAILABLE"];

struct Reader<'m> {
    message: &'m str,
    found: Details<'m>,
    /// The last words of this clause, newest first.
    last: [&'m str; 3],
    /// Where the clause is so far.
    clause: Option<(usize, usize)>,
    fresh: bool,
    /// A duration may come: how long to wait was announced.
    waits: bool,
    /// How deep in brackets this is.
    depth: usize,
    /// The depth of an open list of mirrors that failed too, and what was found before it.
    aside: Option<(usize, Details<'m>)>,
    /// What that list named.
    of_mirrors: Option<Details<'m>>,
}

/// Whether two words are the same in any case of letters. Most differ in length, which is asked where this is called.
#[expect(clippy::inline_always, reason = "with it, the length of a constant is a constant")]
#[inline(always)]
fn is(word: &str, other: &str) -> bool {
    word.len() == other.len() && word.eq_ignore_ascii_case(other)
}

impl<'m> Reader<'m> {
    fn piece(&mut self, piece: Piece) {
        let text = self.message.get(piece.start..piece.end).unwrap_or_default();
        match piece.kind {
            Kind::Word => {
                self.word(text, piece);
                self.last = [text, self.last[0], self.last[1]];
                // `(Mirrors also failed: [a: …]): origin: …` of containers/image.
                if self.depth > 0
                    && self.aside.is_none()
                    && is(text, "failed")
                    && is(self.last[1], "also")
                    && is(self.last[2], "mirrors")
                {
                    self.aside = Some((self.depth, core::mem::take(&mut self.found)));
                }
                let start = self.clause.map_or(piece.start, |(start, _)| start);
                self.clause = Some((start, piece.end));
                self.fresh = false;
            }
            Kind::Name => {
                self.name(text, piece);
                self.last = ["", self.last[0], self.last[1]];
                self.clause =
                    self.clause.map(|(start, _)| (start, piece.end)).or(Some((piece.start, piece.end)));
                self.fresh = false;
            }
            Kind::Break | Kind::Line => self.end_clause(),
            Kind::Open => self.depth += 1,
            Kind::Close => {
                self.depth = self.depth.saturating_sub(1);
                if self.aside.is_some_and(|(depth, _)| self.depth < depth) {
                    self.end_clause();
                    self.end_aside();
                }
            }
            Kind::Comma => {}
        }
    }

    fn end_clause(&mut self) {
        if let Some((start, end)) = self.clause.take() {
            let clause = self.message.get(start..end).unwrap_or_default();
            if self.needs_code()
                && let Some((_, code)) =
                    CODES.iter().find(|(text, code)| is(clause, text) || is(clause, code))
                && (!ENDS_OF_CONTAINERD.contains(code) || self.says_more_after(end))
            {
                self.found.registry_code = Some(Spanned::new(code, start, end));
            }
        }
        self.fresh = true;
        self.last = [""; 3];
    }

    fn end_aside(&mut self) {
        if let Some((_, before)) = self.aside.take() {
            self.of_mirrors = Some(core::mem::replace(&mut self.found, before));
        }
    }

    /// What the registry itself said; where it said nothing of an answer, what its mirrors did.
    fn result(self) -> Details<'m> {
        let (own, Some(mirrors)) = (self.found, self.of_mirrors) else { return self.found };
        let is_silent = own.host.is_none() && own.http_status.is_none() && own.registry_code.is_none();
        let answer = if is_silent { mirrors } else { own };
        Details {
            image: own.image,
            expected_digest: own.expected_digest.or(mirrors.expected_digest),
            actual_digest: own.actual_digest.or(mirrors.actual_digest),
            platform: own.platform.or(mirrors.platform),
            retry_after: own.retry_after.or(mirrors.retry_after),
            grpc_code: own.grpc_code.or(mirrors.grpc_code),
            ..answer
        }
    }

    /// Whether a code of the registry may still be written down: none is known, or only the one that says nothing.
    fn needs_code(&self) -> bool {
        self.found.registry_code.is_none_or(|found| found.value == "UNKNOWN")
    }

    fn says_more_after(&self, end: usize) -> bool {
        const LOOK: usize = 8;
        let rest = self.message.as_bytes().get(end..).unwrap_or_default();
        rest.iter().take(LOOK).any(u8::is_ascii_alphanumeric)
    }

    /// What stands after a piece.
    fn after(&self, piece: Piece) -> &'m str {
        self.message.get(piece.end..).unwrap_or_default()
    }

    fn word(&mut self, word: &'m str, piece: Piece) {
        let [last, before, earlier] = self.last;
        let here = Spanned::new(word, piece.start, piece.end);
        if last == "=" && is(before, "code") {
            self.found.grpc_code = self.found.grpc_code.or(Some(here));
        }
        self.status(word, piece);
        let names_image = is(last, "for")
            && (is(before, "denied") || is(before, "manifest") && !is(earlier, "matching"))
            || is(last, "for") && is(before, "failed") && is(earlier, "pull")
            || is(last, "of") && is(before, "pull")
            || is(last, "image") && is(before, "pull")
            || is(last, "ref") && is(before, "resolve")
            || is(last, "for") && is(before, "metadata")
            || self.fresh
                && self.message.get(..piece.start).unwrap_or_default().ends_with("failed to solve: ");
        // A word of the sentence may stand there as well: an image has its shape, or the place where only a name stands.
        let after = self.after(piece);
        let is_of_clause = self.fresh || is(last, "image") && !is(earlier, "to");
        let has_place = !is_of_clause && [",", ":", " not found"].iter().any(|next| after.starts_with(next));
        if names_image && (looks_like_image(word) || has_place && has_letters_of_images(word)) {
            self.found.image = self.found.image.or(Some(here));
        }
        let names_host = is(last, "host") && is(before, "from")
            || is(last, "registry") && (is(before, "container") || is(before, "docker"))
            || is(last, "lookup");
        let has_place = is(last, "lookup") && (after.starts_with(" on ") || after.starts_with(':'));
        if names_host && self.found.url.is_none() && (has_place || looks_like_host(word)) {
            self.found.host = self.found.host.or(Some(here));
        }
        // `no matching manifest for linux/arm64/v8`, and moby's `the specified platform (linux/arm64)`.
        let is_specified = is(last, "platform") && is(before, "specified") && word.contains('/');
        if is_specified || is(last, "for") && is(before, "manifest") && is(earlier, "matching") {
            // Windows has its version in parentheses after it, which end the word.
            let whole =
                self.message.get(piece.start..).and_then(|rest| rest.split(' ').next()).unwrap_or(word);
            let whole = whole.trim_end_matches([':', ',', '.', '"', '\\', ')']);
            let (os, rest) = whole.split_once('/').unwrap_or((whole, ""));
            let os = os.split('(').next().unwrap_or_default();
            let (architecture, variant) = rest.split_once('/').unwrap_or((rest, ""));
            let value = WantedPlatform { os, architecture, variant };
            self.found.platform = Some(Spanned::new(value, piece.start, piece.start + whole.len()));
        }
        self.platform(word, piece);
        self.wait(word, piece);
    }

    fn name(&mut self, name: &'m str, piece: Piece) {
        let [last, before, earlier] = self.last;
        let here = Spanned::new(name, piece.start, piece.end);
        if begins_with_status(name.as_bytes())
            && let Some(digits) = name.get(..DIGITS)
        {
            self.status(digits, Piece { end: piece.start + DIGITS, ..piece });
            return;
        }
        // A registry's code in its JSON; no name of an image is in upper case.
        if self.needs_code()
            && let Some((_, code)) = CODES.iter().find(|(_, code)| *code == name)
        {
            self.found.registry_code = Some(Spanned::new(*code, piece.start, piece.end));
        }
        if let Some((scheme, rest)) = name.split_once("://") {
            let start = piece.end - rest.len();
            if is(scheme, "docker") {
                if can_follow_scheme(rest) {
                    self.found.image = self.found.image.or(Some(Spanned::new(rest, start, piece.end)));
                }
            } else if self.is_request(rest) {
                // The innermost request is the one that failed.
                let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
                // The daemon's socket or pipe: `http://%2Fvar%2Frun%2Fdocker.sock/v1.24/…`.
                if authority.contains('%') && !authority.starts_with('[') {
                    return;
                }
                let host = authority.rsplit('@').next().unwrap_or_default();
                let start = start + authority.len() - host.len();
                self.found.url = Some(here);
                if !host.is_empty() {
                    self.found.host = Some(Spanned::new(host, start, start + host.len()));
                }
            }
            return;
        }
        if is_digest(name.as_bytes()) {
            // The lexer takes for one whatever begins as one does; what is handed out is one.
            let is_hex = |encoded: &str| encoded.bytes().all(|b| b.is_ascii_hexdigit());
            if !name.rsplit_once(':').is_some_and(|(_, encoded)| is_hex(encoded)) {
                return;
            }
            if is(last, "expected") || is(last, "extraction") || is(last, "digest") && is(before, "for") {
                self.found.expected_digest = self.found.expected_digest.or(Some(here));
            } else if is(last, "got")
                || is(last, "digest") && is(before, "commit")
                || is(last, "id") && is(before, "diff") && is(earlier, "wrong")
            {
                self.found.actual_digest = self.found.actual_digest.or(Some(here));
            }
            return;
        }
        let names_image = ["image", "reference", "ref", "image="].iter().any(|word| is(last, word))
            || is(before, "image") && (is(last, "name") || is(last, "tag") || is(last, "reference"))
            || is(last, "for") && (is(before, "denied") || is(before, "manifest"));
        if names_image && has_letters_of_images(name) && !name.contains("-sha256:") {
            self.found.image = self.found.image.or(Some(here));
        }
        self.platform(name, piece);
    }

    /// Whether a URL, without its scheme, is that of a request, and not of a page that helps.
    fn is_request(&self, rest: &str) -> bool {
        let [last, before, _] = self.last;
        let any = |words: &[&str]| words.iter().any(|word| is(last, word));
        any(&["get", "head", "post", "put", "code", "url"])
            || is(last, "to") && is(before, "request")
            || any(&["to", "at"]) && rest.contains("/v2/")
    }

    fn status(&mut self, word: &str, piece: Piece) {
        if self.found.http_status.is_none()
            && is_status(self.message, piece, self.fresh, self.last[0])
            && let Ok(status) = word.parse()
        {
            self.found.http_status = Some(Spanned::new(status, piece.start, piece.end));
        }
    }

    /// `for architecture "arm64", variant "v8", OS "linux"`, quoted or not.
    fn platform(&mut self, word: &'m str, piece: Piece) {
        // An empty name, as where a message is cut after a quote, names no platform.
        if word.is_empty() {
            return;
        }
        let last = self.last[0];
        let empty = WantedPlatform { os: "", architecture: "", variant: "" };
        let (mut value, start) =
            self.found.platform.map_or((empty, piece.start), |found| (found.value, found.span().start));
        if is(last, "architecture") && is(self.last[1], "for") {
            value.architecture = word;
        } else if is(last, "variant") && !value.architecture.is_empty() {
            value.variant = word;
        } else if is(last, "os") && !value.architecture.is_empty() {
            value.os = word;
        } else {
            return;
        }
        self.found.platform = Some(Spanned::new(value, start, piece.end));
    }

    /// `Retry-After: 30`, `retry after 1m30s`, `try again in 5 minutes`.
    fn wait(&mut self, word: &'m str, piece: Piece) {
        let [last, before, _] = self.last;
        if is(word, "retry-after") {
            self.waits = true;
            return;
        }
        let announced = self.waits && self.fresh
            || is(last, "retry-after")
            || is(before, "retry") && (is(last, "after") || is(last, "in"))
            || is(before, "again") && is(last, "in");
        if announced {
            self.waits = false;
            let rest = self.message.get(piece.end..).unwrap_or_default();
            let unit = rest
                .trim_start_matches(' ')
                .split(|c: char| !c.is_ascii_alphabetic())
                .next()
                .unwrap_or_default();
            if let Some(duration) = go_duration(word).or_else(|| counted(word, unit)) {
                self.found.retry_after =
                    self.found.retry_after.or(Some(Spanned::new(duration, piece.start, piece.end)));
            }
        }
    }
}

/// A number of seconds, or of what the next word says.
fn counted(number: &str, unit: &str) -> Option<Duration> {
    let number: u64 = number.parse().ok()?;
    let seconds = match unit.trim_end_matches('s') {
        "minute" | "min" => 60,
        "hour" => 3_600,
        _ => 1,
    };
    Some(Duration::from_secs(number.checked_mul(seconds)?))
}

/// Go's `time.Duration` in its usual units: `1h2m3.5s`, `250ms`.
fn go_duration(text: &str) -> Option<Duration> {
    let mut total = Duration::ZERO;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, tail) = rest.split_at_checked(digits)?;
        let letters = tail.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(tail.len());
        let (unit, tail) = tail.split_at_checked(letters)?;
        let seconds = match unit {
            "h" => 3_600.0,
            "m" => 60.0,
            "s" => 1.0,
            "ms" => 1e-3,
            _ => return None,
        };
        let part = Duration::try_from_secs_f64(number.parse::<f64>().ok()? * seconds).ok()?;
        total = total.checked_add(part)?;
        rest = tail;
    }
    (!text.is_empty()).then_some(total)
}
