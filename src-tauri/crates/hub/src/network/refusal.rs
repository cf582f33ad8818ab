//! A refusal is an answer that is no success: which of the errors it is, told apart by the hub's own `X-Error-Code`,
//! since a hub answers 401 for a missing repository as well as for one behind terms.

use jiff::Timestamp;

use super::Answer;
use crate::{HubError, Repository};

/// The longest wait that a hub is believed. Its windows are five minutes long.
const LONGEST_WAIT: u64 = 3600;

/// What a host was asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) repository: &'a Repository,
    pub(crate) revision: &'a str,
    pub(crate) path: &'a str,
    /// The model's page on the hub.
    pub(crate) page: &'a str,
    /// Whether a token was sent.
    pub(crate) with_token: bool,
}

/// The error that an answer stands for; `None` where it is a success or a redirect.
pub(crate) fn refusal(answer: &Answer, asked: Asked<'_>) -> Option<HubError> {
    let status = answer.status();
    if status.is_success() || status.is_redirection() {
        return None;
    }
    let host = answer.host().to_owned();
    if status.as_u16() == 429 {
        return Some(HubError::TooManyRequests { host, seconds: wait_of(answer) });
    }
    if status.is_server_error() || status.as_u16() == 408 {
        return Some(HubError::HostTrouble { host, status: status.as_u16() });
    }
    let message = answer.header("x-error-message").unwrap_or_default();
    Some(of_hub(status.as_u16(), answer.header("x-error-code").unwrap_or_default(), message, &host, asked))
}

/// A refusal of the hub itself.
fn of_hub(status: u16, code: &str, message: &str, host: &str, asked: Asked<'_>) -> HubError {
    let repository = asked.repository.to_string();
    let (revision, path) = (asked.revision.to_owned(), asked.path.to_owned());
    match (status, code) {
        (_, "GatedRepo") if !asked.with_token => HubError::TokenMissing { repository },
        // With the code of a gated repository the hub says in words whether a request was turned down.
        (_, "GatedRepo") if is_turned_down(message) => HubError::AccessRefused { repository, detail: shown(message) },
        (403, "GatedRepo") => HubError::TermsNotAccepted { repository, url: asked.page.to_owned() },
        (401, "GatedRepo") => HubError::TokenWrong { repository },
        (_, "RepoNotFound") => HubError::RepositoryUnknown { repository },
        (_, "RevisionNotFound") => HubError::RevisionUnknown { repository, revision },
        (_, "EntryNotFound") => HubError::FileUnknown { repository, revision, path },
        (401, _) if asked.with_token => HubError::TokenWrong { repository },
        (401, _) => HubError::RepositoryUnknown { repository },
        (403, _) => HubError::AccessRefused { repository, detail: shown(message) },
        (404 | 410, _) => HubError::FileUnknown { repository, revision, path },
        _ => HubError::Misbehaves { host: host.to_owned(), detail: format!("status {status}") },
    }
}

fn is_turned_down(message: &str) -> bool {
    let message = message.to_lowercase();
    ["rejected", "awaiting", "pending", "disabled"].iter().any(|word| message.contains(word))
}

/// What a hub says, fit to be shown: one line, not too long.
fn shown(message: &str) -> String {
    let text: String = message.chars().filter(|c| !c.is_control()).take(200).collect();
    if text.is_empty() { "it gives no reason".to_owned() } else { text }
}

/// The seconds that an answer asks to wait, by `Retry-After` or the hub's `RateLimit`; 0 where it does not say.
fn wait_of(answer: &Answer) -> u64 {
    let seconds = answer.header("retry-after").and_then(|value| retry_after(value, Timestamp::now()));
    seconds.or_else(|| answer.header("ratelimit").and_then(rate_limit)).unwrap_or(0).min(LONGEST_WAIT)
}

/// Seconds, or a date.
fn retry_after(value: &str, now: Timestamp) -> Option<u64> {
    let value = value.trim();
    if let Ok(seconds) = value.parse() {
        return Some(seconds);
    }
    let date = jiff::fmt::rfc2822::parse(value).ok()?.timestamp();
    Some(u64::try_from(date.duration_since(now).as_secs()).unwrap_or(0))
}

/// `"resolvers";r=0;t=123`: `t` is when the window ends.
fn rate_limit(value: &str) -> Option<u64> {
    value.split([';', ',']).find_map(|part| part.trim().strip_prefix("t=")?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(status: u16, code: &str, message: &str, with_token: bool) -> &'static str {
        let repository = "a/b".parse().expect("a repository");
        let asked = Asked { repository: &repository, revision: "main", path: "x", page: "https://h/a/b", with_token };
        of_hub(status, code, message, "h", asked).code()
    }

    #[test]
    fn what_a_gated_repository_lacks_is_told_by_the_hubs_own_code() {
        assert_eq!(code(401, "GatedRepo", "Access to model a/b is restricted.", false), "token_missing");
        assert_eq!(code(403, "GatedRepo", "you are not in the authorized list.", true), "terms_not_accepted_on_hub");
        assert_eq!(code(403, "GatedRepo", "Your request has been rejected by the authors", true), "access_refused");
        assert_eq!(code(401, "", "Invalid credentials in Authorization header", true), "token_wrong");
        assert_eq!(code(403, "", "", true), "access_refused");
    }

    #[test]
    fn a_missing_repository_is_not_taken_for_a_gated_one() {
        assert_eq!(code(401, "RepoNotFound", "", false), "repository_unknown");
        assert_eq!(code(401, "", "", false), "repository_unknown");
        assert_eq!(code(404, "EntryNotFound", "", false), "file_unknown");
        assert_eq!(code(404, "RevisionNotFound", "", false), "revision_unknown");
        assert_eq!(code(418, "", "", false), "misbehaves");
    }

    #[test]
    fn the_wait_is_read_in_each_of_its_forms() {
        let now: Timestamp = "2026-01-01T00:00:00Z".parse().expect("a time");
        assert_eq!(retry_after("7", now), Some(7));
        assert_eq!(retry_after("Thu, 01 Jan 2026 00:01:00 GMT", now), Some(60));
        assert_eq!(retry_after("Wed, 31 Dec 2025 00:00:00 GMT", now), Some(0));
        assert_eq!(retry_after("soon", now), None);
        assert_eq!(rate_limit("\"resolvers\";r=0;t=12"), Some(12));
        assert_eq!(rate_limit("nothing"), None);
    }
}
