//! A code is an error's stable name; with its arguments, windows make the sentence of it in the person's language.

use std::collections::BTreeMap;
use std::path::Path;

use super::HubError;

impl HubError {
    /// The stable name of the variant, for the table that turns errors into sentences of the person's language.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::AddressWrong { .. } => "address_wrong",
            Self::NameWrong { .. } => "name_wrong",
            Self::SettingWrong { .. } => "setting_wrong",
            Self::NetworkOff => "network_off",
            Self::Offline { .. } => "offline",
            Self::ConnectionLost { .. } => "connection_lost",
            Self::Untrusted { .. } => "untrusted",
            Self::HostTrouble { .. } => "host_trouble",
            Self::TooManyRequests { .. } => "too_many_requests",
            Self::Misbehaves { .. } => "misbehaves",
            Self::RedirectRefused { .. } => "redirect_refused",
            Self::TokenMissing { .. } => "token_missing",
            Self::TokenWrong { .. } => "token_wrong",
            Self::TermsNotAccepted { .. } => "terms_not_accepted_on_hub",
            Self::AccessRefused { .. } => "access_refused",
            Self::RepositoryUnknown { .. } => "repository_unknown",
            Self::RevisionUnknown { .. } => "revision_unknown",
            Self::FileUnknown { .. } => "file_unknown",
            Self::NotTheFile { .. } => "not_the_file",
            Self::Unverifiable { .. } => "unverifiable",
            Self::KeepsChanging { .. } => "keeps_changing",
            Self::WrongBytes { .. } => "wrong_bytes",
            Self::InTheWay { .. } => "in_the_way",
            Self::DiskFull { .. } => "download_disk_full",
            Self::File { .. } => "download_file",
            Self::DownloadUnknown { .. } => "download_unknown",
            Self::AnotherProcess { .. } => "another_process",
            Self::Keychain { .. } => "keychain",
        }
    }

    /// What fills the sentence, by the names of the variant's fields.
    #[must_use]
    pub fn args(&self) -> BTreeMap<String, String> {
        let path_of = |path: &Path| path.display().to_string();
        let pairs = match self {
            Self::NetworkOff => vec![],
            Self::AddressWrong { address } => vec![("address", address.clone())],
            Self::NameWrong { path } | Self::Unverifiable { path } => vec![("path", path.clone())],
            Self::SettingWrong { field, detail } => vec![("field", field.clone()), ("detail", detail.clone())],
            Self::Offline { host, detail }
            | Self::ConnectionLost { host, detail }
            | Self::Untrusted { host, detail }
            | Self::Misbehaves { host, detail }
            | Self::RedirectRefused { host, detail } => vec![("host", host.clone()), ("detail", detail.clone())],
            Self::HostTrouble { host, status } => vec![("host", host.clone()), ("status", status.to_string())],
            Self::TooManyRequests { host, seconds } => vec![("host", host.clone()), ("seconds", seconds.to_string())],
            Self::TokenMissing { repository }
            | Self::TokenWrong { repository }
            | Self::RepositoryUnknown { repository } => vec![("repository", repository.clone())],
            Self::TermsNotAccepted { repository, url } => {
                vec![("repository", repository.clone()), ("url", url.clone())]
            }
            Self::AccessRefused { repository, detail } => {
                vec![("repository", repository.clone()), ("detail", detail.clone())]
            }
            Self::RevisionUnknown { repository, revision } => {
                vec![("repository", repository.clone()), ("revision", revision.clone())]
            }
            Self::FileUnknown { repository, revision, path } => {
                vec![("repository", repository.clone()), ("revision", revision.clone()), ("path", path.clone())]
            }
            Self::NotTheFile { path, expected, found } => {
                vec![("path", path.clone()), ("expected", expected.clone()), ("found", found.clone())]
            }
            Self::KeepsChanging { path, times } => vec![("path", path.clone()), ("times", times.to_string())],
            Self::WrongBytes { path, expected, found, kept } => vec![
                ("path", path.clone()),
                ("expected", expected.clone()),
                ("found", found.clone()),
                ("kept", path_of(kept)),
            ],
            Self::InTheWay { path } => vec![("path", path_of(path))],
            Self::DiskFull { path, lacking } => vec![("path", path_of(path)), ("lacking", lacking.to_string())],
            Self::File { action, path, detail } => {
                vec![("action", (*action).to_owned()), ("path", path_of(path)), ("detail", detail.clone())]
            }
            Self::DownloadUnknown { id } => vec![("id", id.clone())],
            Self::AnotherProcess { name } => vec![("name", name.clone())],
            Self::Keychain { detail } => vec![("detail", detail.clone())],
        };
        pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}
