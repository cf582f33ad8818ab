//! A token is the secret by which the hub knows a person's account. It lies in the system's keychain, never in a file, a
//! log or a window.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;
use tokio::task;

use crate::HubError;

/// How the system's keychain lists it.
const SERVICE: &str = "Carat";
const ACCOUNT: &str = "hub token";

/// A keychain that asks the person to unlock it may take a while; a broken one must not hold up what needs no token.
const KEYCHAIN_WAIT: Duration = Duration::from_secs(30);

/// Longer than any token.
const LONGEST: usize = 512;

/// Where the token is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenPlace {
    /// There is none.
    Nowhere,
    /// In the system's keychain.
    Keychain,
    /// In memory, until Carat ends: the system has no keychain that can be used.
    Session,
    /// In the variable `HF_TOKEN` of the environment.
    Environment,
}

/// A token. It shows itself nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// The token in this text, which may have space around it.
    ///
    /// # Errors
    /// [`HubError::SettingWrong`] where it can't be one.
    pub fn new(text: &str) -> Result<Self, HubError> {
        let text = text.trim();
        if text.is_empty() || text.len() > LONGEST || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            let detail = "a token is one word of Latin letters, digits and signs".to_owned();
            return Err(HubError::SettingWrong { field: "token".to_owned(), detail });
        }
        Ok(Self(text.to_owned()))
    }

    /// The secret itself, for the one place that sends or stores it.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// What keeps a secret. The calls may wait for the person.
pub trait Keychain: fmt::Debug + Send + Sync + 'static {
    /// The secret, if there is one.
    ///
    /// # Errors
    /// What the keychain said.
    fn get(&self) -> Result<Option<String>, String>;

    /// Keeps a secret in place of the one before.
    ///
    /// # Errors
    /// What the keychain said.
    fn set(&self, secret: &str) -> Result<(), String>;

    /// Forgets the secret, if there is one.
    ///
    /// # Errors
    /// What the keychain said.
    fn delete(&self) -> Result<(), String>;
}

/// The keychain of the system: Keychain, Credential Manager or Secret Service.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemKeychain;

impl SystemKeychain {
    fn entry() -> Result<keyring::Entry, String> {
        keyring::Entry::new(SERVICE, ACCOUNT).map_err(|error| error.to_string())
    }
}

impl Keychain for SystemKeychain {
    fn get(&self) -> Result<Option<String>, String> {
        match Self::entry()?.get_password() {
            Ok(secret) => Ok(Some(secret)),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(error.to_string()),
        }
    }

    fn set(&self, secret: &str) -> Result<(), String> {
        Self::entry()?.set_password(secret).map_err(|error| error.to_string())
    }

    fn delete(&self) -> Result<(), String> {
        match Self::entry()?.delete_credential() {
            Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
            Err(error) => Err(error.to_string()),
        }
    }
}

/// The hub's token and where it is kept.
#[derive(Debug)]
pub(crate) struct TokenStore {
    keychain: Arc<dyn Keychain>,
    environment: Option<Token>,
    /// What the keychain was found to hold; `None` until it was asked.
    known: Mutex<Option<(Option<Token>, TokenPlace)>>,
}

impl TokenStore {
    pub(crate) fn new(keychain: Arc<dyn Keychain>, environment: Option<Token>) -> Self {
        Self { keychain, environment, known: Mutex::new(None) }
    }

    /// The token, if there is one, and where it is kept.
    pub(crate) async fn get(&self) -> (Option<Token>, TokenPlace) {
        let mut known = self.known.lock().await;
        if let Some(known) = &*known {
            return known.clone();
        }
        let kept = self.ask(|keychain| keychain.get()).await.unwrap_or_else(|detail| {
            tracing::info!(detail, "there is no keychain to look for the hub's token in");
            None
        });
        let kept = kept.and_then(|secret| Token::new(&secret).ok());
        let found = match (kept, &self.environment) {
            (Some(token), _) => (Some(token), TokenPlace::Keychain),
            (None, Some(token)) => (Some(token.clone()), TokenPlace::Environment),
            (None, None) => (None, TokenPlace::Nowhere),
        };
        *known = Some(found.clone());
        found
    }

    /// Keeps a token as safely as this system allows.
    pub(crate) async fn set(&self, token: Token) -> TokenPlace {
        let secret = token.clone();
        let place = match self.ask(move |keychain| keychain.set(secret.reveal())).await {
            Ok(()) => TokenPlace::Keychain,
            Err(detail) => {
                tracing::info!(detail, "the hub's token is kept for this session only");
                TokenPlace::Session
            }
        };
        *self.known.lock().await = Some((Some(token), place));
        place
    }

    /// Forgets the token.
    pub(crate) async fn clear(&self) -> Result<(), HubError> {
        let deleted = self.ask(|keychain| keychain.delete()).await;
        let mut known = self.known.lock().await;
        let was_in_keychain = matches!(&*known, Some((_, TokenPlace::Keychain)));
        *known = Some((None, TokenPlace::Nowhere));
        match deleted {
            Err(detail) if was_in_keychain => Err(HubError::Keychain { detail }),
            _ => Ok(()),
        }
    }

    async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&dyn Keychain) -> Result<T, String> + Send + 'static,
    ) -> Result<T, String> {
        let keychain = Arc::clone(&self.keychain);
        let answer = task::spawn_blocking(move || question(&*keychain));
        match tokio::time::timeout(KEYCHAIN_WAIT, answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => Err(error.to_string()),
            Err(_) => Err("it did not answer".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_shows_itself_nowhere() {
        let token = Token::new(" hf_secret\n").expect("a token");
        assert_eq!(token.reveal(), "hf_secret");
        assert!(!format!("{token:?}").contains("secret"));
    }

    #[test]
    fn what_could_change_a_request_is_no_token() {
        for text in ["", "two words", "a\r\nHost: b", "ключ"] {
            assert!(Token::new(text).is_err(), "{text:?}");
        }
    }
}
