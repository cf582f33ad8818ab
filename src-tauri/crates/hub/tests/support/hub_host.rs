//! The host that knows repositories: it answers for their files and listings, and sends on to the storage.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State as Shared};
use axum::http::Response;
use serde_json::json;

use super::{Fault, Gate, Host, Seen, State, answers, percent_decoded};

pub(super) fn routes(state: Arc<State>) -> Router {
    Router::new().fallback(answer).with_state(state)
}

async fn answer(Shared(state): Shared<Arc<State>>, request: Request) -> Response<Body> {
    let seen = state.see(Host::Hub, &request);
    let fault = state.fault(Host::Hub);
    if let Some(answer) = fault.as_ref().and_then(|fault| answers::without_bytes(fault, &seen)) {
        return answer;
    }
    let path = percent_decoded(&seen.path);
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    match parts.as_slice() {
        ["api", "models", owner, name, "tree", revision] => tree(&state, &seen, &format!("{owner}/{name}"), revision),
        [owner, name, "resolve", revision, file @ ..] => {
            resolve(&state, &seen, &format!("{owner}/{name}"), revision, &file.join("/"), fault.as_ref())
        }
        _ => answers::status(404, "", ""),
    }
}

fn resolve(
    state: &Arc<State>,
    seen: &Seen,
    repository: &str,
    revision: &str,
    path: &str,
    fault: Option<&Fault>,
) -> Response<Body> {
    if let Some(refusal) = refusal(state, seen, repository, revision) {
        return refusal;
    }
    let files = state.files.lock().unwrap();
    let Some(file) = files.get(repository).and_then(|files| files.get(path)) else {
        return answers::status(404, "EntryNotFound", "Entry not found");
    };
    let mut answer = if state.direct.load(Ordering::SeqCst) {
        answers::bytes(state, seen, &file.content, fault)
    } else {
        let mut signatures = state.signatures.lock().unwrap();
        let signature = signatures.len() as u64;
        signatures.insert(signature, state.lives.load(Ordering::SeqCst));
        let storage = state.storage.lock().unwrap();
        let encoded: String = path.bytes().map(encoded).collect();
        answers::redirect(&format!("{storage}/{repository}/{encoded}?Signature={signature}"))
    };
    let headers = answer.headers_mut();
    headers.insert("x-repo-commit", file.commit.parse().unwrap());
    if state.tells.load(Ordering::SeqCst) {
        headers.insert("x-linked-size", file.content.bytes().into());
        headers.insert("x-linked-etag", format!("\"{}\"", file.content.sha256()).parse().unwrap());
    }
    answer
}

fn tree(state: &State, seen: &Seen, repository: &str, revision: &str) -> Response<Body> {
    if let Some(refusal) = refusal(state, seen, repository, revision) {
        return refusal;
    }
    let files = state.files.lock().unwrap();
    let lines: Vec<_> = files[repository]
        .iter()
        .map(|(path, file)| {
            let lfs = json!({ "oid": file.content.sha256(), "size": file.content.bytes(), "pointerSize": 135 });
            json!({ "type": "file", "oid": &file.commit, "size": file.content.bytes(), "path": path, "lfs": lfs })
        })
        .chain([json!({ "type": "directory", "oid": "0", "size": 0, "path": "folder" })])
        .collect();
    let body = serde_json::to_vec(&lines).unwrap();
    Response::builder().header("content-type", "application/json").body(body.into()).unwrap()
}

/// A byte of a path in an address.
fn encoded(byte: u8) -> String {
    let plain = byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte);
    if plain { char::from(byte).to_string() } else { format!("%{byte:02X}") }
}

/// What the hub says to those who may not have a repository, word for word. What follows a dash in a token is the test's.
fn refusal(state: &State, seen: &Seen, repository: &str, revision: &str) -> Option<Response<Body>> {
    let token = seen.headers.get("authorization").and_then(|value| value.strip_prefix("Bearer "));
    let token = token.map(|token| token.split_once('-').map_or(token, |(kind, _)| kind));
    if token.is_some_and(|token| !["accepted", "unaccepted", "rejected"].contains(&token)) {
        return Some(answers::status(401, "", "Invalid credentials in Authorization header"));
    }
    if !state.files.lock().unwrap().contains_key(repository) {
        return Some(answers::status(401, "RepoNotFound", "Repository not found"));
    }
    if revision == "no-such-revision" {
        return Some(answers::status(404, "RevisionNotFound", "Invalid rev id: no-such-revision"));
    }
    if state.gates.lock().unwrap().get(repository).copied().unwrap_or(Gate::Open) == Gate::Open {
        return None;
    }
    let gated = |status, message: &str| Some(answers::status(status, "GatedRepo", message));
    match token {
        Some("accepted") => None,
        Some("unaccepted") => gated(403, "Access to model is restricted and you are not in the authorized list."),
        Some("rejected") => gated(403, "Your request to access model has been rejected by the repo's authors."),
        _ => gated(401, "Access to model is restricted. You must have access to it and be authenticated."),
    }
}
