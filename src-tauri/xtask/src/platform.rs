//! The platform: what kind of system this is, and, where packages are not installed for the person, what they must
//! install by hand.

use std::path::Path;

use anyhow::{Result, bail};

use crate::program::{self, Program};

/// Kinds of systems that set-up treats differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    /// Debian, Ubuntu and what derives from them: packages are installed.
    Debian,
    /// Fedora and its relatives.
    Fedora,
    /// Arch Linux and its relatives.
    Arch,
    /// openSUSE.
    Suse,
    /// Any other Linux.
    OtherLinux,
    /// macOS.
    MacOs,
    /// Windows.
    Windows,
}

/// This system.
#[derive(Debug)]
pub(crate) struct Platform {
    /// Its kind.
    pub(crate) family: Family,
    ids: Vec<String>,
}

/// Something that must be there before Carat can be built.
struct Requirement {
    what: &'static str,
    is_met: fn() -> bool,
}

const LINUX: &[Requirement] = &[
    Requirement { what: "WebKitGTK 4.1", is_met: || has_library("webkit2gtk-4.1") },
    Requirement { what: "D-Bus", is_met: || has_library("dbus-1") },
    Requirement { what: "Ayatana AppIndicator 3", is_met: || has_library("ayatana-appindicator3-0.1") },
    Requirement { what: "cmake", is_met: || program::find("cmake").is_some() },
    Requirement { what: "a C++ compiler", is_met: || program::find("c++").is_some() },
    Requirement {
        what: "clang",
        is_met: || program::find("clang").is_some() || program::find("llvm-config").is_some(),
    },
];

const MAC_OS: &[Requirement] = &[
    Requirement { what: "Xcode's command line tools", is_met: || Program::new("xcode-select").arg("-p").succeeds() },
    Requirement { what: "cmake", is_met: || program::find("cmake").is_some() },
];

const WINDOWS: &[Requirement] = &[
    Requirement { what: "cmake", is_met: || program::find("cmake").is_some() },
    Requirement {
        what: "LLVM (libclang)",
        is_met: || std::env::var_os("LIBCLANG_PATH").is_some() || program::find("clang").is_some(),
    },
    Requirement {
        what: "Visual Studio's C++ build tools",
        is_met: || Path::new(r"C:\Program Files (x86)\Microsoft Visual Studio\Installer\vswhere.exe").is_file(),
    },
];

impl Platform {
    /// Looks at the system it runs on.
    pub(crate) fn find() -> Self {
        if cfg!(target_os = "macos") {
            return Self { family: Family::MacOs, ids: Vec::new() };
        }
        if cfg!(windows) {
            return Self { family: Family::Windows, ids: Vec::new() };
        }
        Self::of_os_release(&std::fs::read_to_string("/etc/os-release").unwrap_or_default())
    }

    /// Reads the text of `/etc/os-release`.
    fn of_os_release(text: &str) -> Self {
        let values = |key: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
            line.unwrap_or_default().trim_matches(['"', '\'']).split_whitespace().map(str::to_owned).collect::<Vec<_>>()
        };
        let ids = [values("ID"), values("ID_LIKE")].concat();
        let family = ids.iter().find_map(|id| match id.as_str() {
            "debian" | "ubuntu" => Some(Family::Debian),
            "fedora" | "rhel" => Some(Family::Fedora),
            "arch" => Some(Family::Arch),
            "suse" | "opensuse" => Some(Family::Suse),
            _ => None,
        });
        Self { family: family.unwrap_or(Family::OtherLinux), ids }
    }

    /// Whether this is Ubuntu itself or stands on it.
    pub(crate) fn is_ubuntu(&self) -> bool {
        self.ids.iter().any(|id| id == "ubuntu")
    }

    /// Checks what is needed to build Carat, and says exactly what to install where something is missing.
    pub(crate) fn check(&self) -> Result<()> {
        let requirements = match self.family {
            Family::MacOs => MAC_OS,
            Family::Windows => WINDOWS,
            _ => LINUX,
        };
        let missing: Vec<&str> = requirements.iter().filter(|one| !(one.is_met)()).map(|one| one.what).collect();
        if missing.is_empty() {
            return Ok(());
        }
        bail!("to build Carat this system lacks {}.\n{}", missing.join(", "), self.advice());
    }

    /// The command that installs everything, or the names of what to look for.
    fn advice(&self) -> &'static str {
        match self.family {
            Family::Debian => "Run `cargo xtask setup`, which installs it.",
            Family::Fedora => {
                "Run `sudo dnf install webkit2gtk4.1-devel dbus-devel libayatana-appindicator-gtk3-devel clang-devel cmake gcc-c++ python3`."
            }
            Family::Arch => {
                "Run `sudo pacman -S --needed webkit2gtk-4.1 dbus libayatana-appindicator clang cmake base-devel python`."
            }
            Family::Suse => {
                "Run `sudo zypper install webkit2gtk3-devel dbus-1-devel libayatana-appindicator3-devel clang-devel cmake gcc-c++ python3`."
            }
            Family::OtherLinux => {
                "Install the development packages of WebKitGTK 4.1, D-Bus and Ayatana AppIndicator 3, and clang with its library, cmake and a C++ compiler."
            }
            Family::MacOs => "Run `xcode-select --install` and `brew install cmake`.",
            Family::Windows => {
                "Run `winget install Kitware.CMake LLVM.LLVM` and `winget install Microsoft.VisualStudio.2022.BuildTools` with the workload \"Desktop development with C++\"."
            }
        }
    }
}

fn has_library(name: &str) -> bool {
    Program::new("pkg-config").args(["--exists", name]).succeeds()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn systems_are_told_by_their_own_name_first_and_then_by_what_they_derive_from() {
        let family = |text: &str| Platform::of_os_release(text).family;
        assert_eq!(family("NAME=\"Debian GNU/Linux\"\nID=debian\n"), Family::Debian);
        assert_eq!(family("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"), Family::Debian);
        assert_eq!(family("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n"), Family::Fedora);
        assert_eq!(family("ID=\"opensuse-tumbleweed\"\nID_LIKE=\"opensuse suse\"\n"), Family::Suse);
        assert_eq!(family("ID=void\n"), Family::OtherLinux);
        assert_eq!(family(""), Family::OtherLinux);
    }

    #[test]
    fn ubuntu_is_told_from_debian() {
        assert!(Platform::of_os_release("ID=ubuntu\nID_LIKE=debian\n").is_ubuntu());
        assert!(!Platform::of_os_release("ID=debian\n").is_ubuntu());
    }
}
