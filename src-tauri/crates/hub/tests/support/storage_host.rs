//! The host that holds bytes: it knows no accounts, only signatures, and each of these for a while.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State as Shared};
use axum::http::Response;

use super::{Host, State, answers, percent_decoded};

pub(super) fn routes(state: Arc<State>) -> Router {
    Router::new().fallback(answer).with_state(state)
}

async fn answer(Shared(state): Shared<Arc<State>>, request: Request) -> Response<Body> {
    let seen = state.see(Host::Storage, &request);
    if !is_signed(&state, request.uri().query().unwrap_or_default()) {
        return answers::status(403, "", "");
    }
    let fault = state.fault(Host::Storage);
    if let Some(answer) = fault.as_ref().and_then(|fault| answers::without_bytes(fault, &seen)) {
        return answer;
    }
    let files = state.files.lock().unwrap();
    let path = percent_decoded(&seen.path);
    let parts: Vec<&str> = path.trim_start_matches('/').splitn(3, '/').collect();
    let [owner, name, path] = parts.as_slice() else { return answers::status(404, "", "") };
    match files.get(&format!("{owner}/{name}")).and_then(|files| files.get(*path)) {
        Some(file) => answers::bytes(&state, &seen, &file.content, fault.as_ref()),
        None => answers::status(404, "", ""),
    }
}

/// Uses up one of the requests that a signature is good for.
fn is_signed(state: &State, query: &str) -> bool {
    let signature = query.strip_prefix("Signature=").and_then(|signature| signature.parse::<u64>().ok());
    let mut signatures = state.signatures.lock().unwrap();
    match signature.and_then(|signature| signatures.get_mut(&signature)) {
        Some(0) | None => false,
        Some(left) => {
            *left -= 1;
            true
        }
    }
}
