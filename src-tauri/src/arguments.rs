//! The arguments of the app: what a start, or a second start, is to do.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// What a start asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Arguments {
    /// Show the quick prompt instead of the window, with a question in it where one was given.
    pub(crate) quick: Option<Option<String>>,
    /// Show the window, which is what a plain start does too.
    pub(crate) open: bool,
    /// Start in the tray, as at login.
    pub(crate) hidden: bool,
    /// Files that were given, to be asked about or to be added as models.
    pub(crate) files: Vec<PathBuf>,
}

impl Arguments {
    /// Reads `--quick ["text"]`, `--open`, `--hidden`, `--file PATH` and bare paths, as a desktop entry gives them.
    /// Relative paths are meant from `folder`. What isn't known is left out and named: a desktop must not be kept from
    /// starting Carat by a flag of another version.
    pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>, folder: &Path) -> (Self, Vec<String>) {
        let mut read = Self::default();
        let mut unknown = Vec::new();
        let mut arguments = arguments.into_iter().peekable();
        while let Some(argument) = arguments.next() {
            match argument.to_str() {
                Some("--quick") => {
                    let text = arguments.next_if(|next| !next.to_string_lossy().starts_with("--"));
                    read.quick =
                        Some(text.map(|text| text.to_string_lossy().into_owned()).filter(|t| !t.trim().is_empty()));
                }
                Some("--open") => read.open = true,
                Some("--hidden") => read.hidden = true,
                Some("--file") => match arguments.next() {
                    Some(path) => read.files.push(folder.join(path)),
                    None => unknown.push("--file without a path".to_owned()),
                },
                Some(flag) if flag.starts_with("--") => unknown.push(flag.to_owned()),
                Some("") => {}
                _ => read.files.push(path_of(&argument, folder)),
            }
        }
        (read, unknown)
    }

    /// Those of this process.
    pub(crate) fn of_this_process() -> (Self, Vec<String>) {
        Self::parse(std::env::args_os().skip(1), &std::env::current_dir().unwrap_or_default())
    }

    /// Whether the window is to be shown.
    pub(crate) fn shows_window(&self) -> bool {
        self.open || !self.files.is_empty() || (self.quick.is_none() && !self.hidden)
    }
}

/// A path, which a desktop may have given as a `file:` address.
fn path_of(argument: &OsString, folder: &Path) -> PathBuf {
    let address = argument.to_str().and_then(|text| tauri::Url::parse(text).ok());
    let path = address.filter(|url| url.scheme() == "file").and_then(|url| url.to_file_path().ok());
    path.unwrap_or_else(|| folder.join(argument))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Arguments {
        Arguments::parse(arguments.iter().map(OsString::from), Path::new("/home/a")).0
    }

    #[test]
    fn a_plain_start_shows_the_window_and_one_at_login_does_not() {
        assert!(parse(&[]).shows_window() && parse(&["--open"]).shows_window());
        assert!(!parse(&["--hidden"]).shows_window() && !parse(&["--quick"]).shows_window());
        assert!(parse(&["--hidden", "--open"]).shows_window());
    }

    #[test]
    fn the_quick_prompt_takes_a_question_and_no_flag_for_one() {
        assert_eq!(parse(&["--quick"]).quick, Some(None));
        assert_eq!(parse(&["--quick", "东京在哪里？"]).quick, Some(Some("东京在哪里？".into())));
        let both = parse(&["--quick", "--open"]);
        assert_eq!((both.quick, both.open), (Some(None), true));
    }

    #[test]
    fn files_come_by_flag_by_name_and_as_addresses() {
        let given = parse(&["--file", "b.pdf", "/tmp/c d.txt", "file:///tmp/%E4%B8%9C.md", "rel/e.docx"]);
        let paths = ["/home/a/b.pdf", "/tmp/c d.txt", "/tmp/东.md", "/home/a/rel/e.docx"].map(PathBuf::from);
        assert_eq!(given.files, paths);
        assert!(given.shows_window());
    }

    #[test]
    fn what_is_not_known_is_named_and_stops_nothing() {
        let (read, unknown) = Arguments::parse(["--new", "--open", "--file"].map(OsString::from), Path::new("/"));
        assert!(read.open);
        assert_eq!(unknown, ["--new", "--file without a path"]);
    }
}
