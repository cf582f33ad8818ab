//! System packages: the libraries and programs that Carat is built and tested with and that cargo and npm cannot bring.
//! Debian and Ubuntu get them installed; elsewhere they are looked for, and what to install is said.

use anyhow::{Context, Result, bail};

use crate::browser;
use crate::platform::{Family, Platform};
use crate::program::{self, Program};

/// What a package is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// Compiling and running Carat.
    Build,
    /// Carat's window where there is no display, driven by tests.
    Window,
    /// The UI's tests in a browser.
    Browser,
    /// Drawing the icons anew.
    Icons,
    /// Measuring the reading of documents beside others.
    Peers,
}

/// A package of Debian and Ubuntu.
#[derive(Debug, PartialEq, Eq)]
struct Package {
    name: &'static str,
    wanted_for: Use,
    reason: &'static str,
}

const fn package(name: &'static str, wanted_for: Use, reason: &'static str) -> Package {
    Package { name, wanted_for, reason }
}

const PACKAGES: &[Package] = &[
    package("libwebkit2gtk-4.1-dev", Use::Build, "the window's web view"),
    package("libdbus-1-dev", Use::Build, "desktop notifications and a single running copy"),
    package("libayatana-appindicator3-dev", Use::Build, "the tray icon"),
    package("libclang-dev", Use::Build, "reads llama.cpp's headers"),
    package("cmake", Use::Build, "builds llama.cpp"),
    package("make", Use::Build, "builds llama.cpp"),
    package("g++", Use::Build, "builds llama.cpp"),
    package("pkg-config", Use::Build, "finds the libraries above"),
    package("python3-venv", Use::Build, "gets the starter model, and Node.js where it is missing or old"),
    package("xvfb", Use::Window, "a display in memory"),
    package("dbus", Use::Window, "a message bus for that display alone"),
    package("webkit2gtk-driver", Use::Window, "types and clicks in the window"),
    package("xdotool", Use::Window, "hides and shows the window for a benchmark"),
    package("openbox", Use::Window, "gives windows the focus in tests, as a desktop does"),
    package("ayatana-indicator-application", Use::Window, "shows tray icons in tests, as a desktop's panel does"),
    package("mousepad", Use::Window, "an editor, whose text is selected and replaced in tests"),
    package("python3-gi", Use::Window, "another program in tests, which drags files and is typed into"),
    package("gir1.2-gtk-3.0", Use::Window, "draws that program"),
    package("fonts-noto-cjk", Use::Window, "Chinese, Japanese and Korean text"),
    package("fonts-noto-color-emoji", Use::Window, "emoji"),
    package("chromium-headless-shell", Use::Browser, "runs the UI's tests"),
    package("poppler-utils", Use::Peers, "pdftotext, which the reader is measured against"),
    package("librsvg2-bin", Use::Icons, "turns the icons' SVG into PNG"),
];

/// Sees to it that all packages for these uses are there.
pub(crate) fn provide(uses: &[Use]) -> Result<()> {
    let platform = Platform::find();
    if platform.family != Family::Debian {
        return platform.check();
    }
    let wanted: Vec<&Package> = PACKAGES
        .iter()
        .filter(|package| uses.contains(&package.wanted_for))
        .filter(|package| package.wanted_for != Use::Browser || wants_browser(&platform))
        .collect();
    let lacking = lacking(&wanted, &installed(&wanted)?);
    if lacking.is_empty() { Ok(()) } else { install(&lacking) }
}

/// Ubuntu's chromium is a snap, which runs in no container; there Playwright's own serves instead.
fn wants_browser(platform: &Platform) -> bool {
    !browser::has_headless() && !platform.is_ubuntu()
}

/// The names of those packages that are installed.
fn installed(wanted: &[&Package]) -> Result<String> {
    // dpkg-query fails when it does not know one of them, yet lists the others; its status says nothing here.
    let names = wanted.iter().map(|package| package.name);
    let command =
        Program::new("dpkg-query").args(["--show", "--showformat=${Package} ${db:Status-Status}\\n"]).args(names);
    command.output_whatever_the_status().context("the installed packages could not be listed")
}

/// The packages that dpkg-query did not list as installed.
fn lacking<'a>(wanted: &[&'a Package], listing: &str) -> Vec<&'a Package> {
    let is_installed =
        |package: &&&Package| listing.lines().any(|line| line.split_once(' ') == Some((package.name, "installed")));
    wanted.iter().filter(|package| !is_installed(package)).copied().collect()
}

/// Installs packages with apt-get, as root or through sudo, saying first which and why.
fn install(lacking: &[&Package]) -> Result<()> {
    let names: Vec<&str> = lacking.iter().map(|package| package.name).collect();
    eprintln!("Carat needs system packages that are not installed:");
    for package in lacking {
        eprintln!("  {:<30} {}", package.name, package.reason);
    }
    let by_hand = format!("apt-get install {}", names.join(" "));
    let apt_get = || -> Result<Program> {
        if is_root()? {
            return Ok(Program::new("apt-get").env("DEBIAN_FRONTEND", "noninteractive"));
        }
        if program::find("sudo").is_none() {
            bail!("installing them needs root, and there is no sudo here: as root, run `{by_hand}`");
        }
        Ok(Program::new("sudo").args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]))
    };
    eprintln!(
        "Installing them with apt-get{}",
        if is_root()? { "" } else { " through sudo, which may ask for your password" }
    );
    // A fresh system has no package lists, an old one has stale ones: both are told by what apt-get says, or by its failure.
    let known = Program::new("apt-cache").args(["show", "--no-all-versions"]).args(&names).succeeds();
    if !known {
        apt_get()?.args(["-qq", "update"]).run()?;
    }
    let install = || {
        apt_get()?.args(["-qq", "-o=Dpkg::Use-Pty=0", "install", "--yes", "--no-install-recommends"]).args(&names).run()
    };
    if known && install().is_ok() {
        return Ok(());
    }
    if known {
        apt_get()?.args(["-qq", "update"]).run()?;
    }
    install().with_context(|| format!("the packages could not be installed; try `{by_hand}` as root"))
}

fn is_root() -> Result<bool> {
    Ok(Program::new("id").arg("-u").output()?.trim() == "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_not_fully_installed_is_lacking() {
        let wanted: Vec<&Package> =
            PACKAGES.iter().filter(|package| ["cmake", "make", "g++"].contains(&package.name)).collect();
        let listing = "cmake installed\nmake config-files\n";
        let names: Vec<_> = lacking(&wanted, listing).iter().map(|package| package.name).collect();
        assert_eq!(names, ["make", "g++"], "a removed package whose settings remain is lacking too");
    }

    #[test]
    fn a_package_whose_name_begins_alike_does_not_count() {
        let wanted: Vec<&Package> = PACKAGES.iter().filter(|package| package.name == "dbus").collect();
        assert_eq!(lacking(&wanted, "dbus-x11 installed\n").len(), 1);
    }

    #[test]
    fn every_package_has_a_reason_and_stands_once() {
        for (index, package) in PACKAGES.iter().enumerate() {
            assert!(!package.reason.is_empty(), "{} says nothing about why", package.name);
            assert!(PACKAGES[..index].iter().all(|other| other.name != package.name), "{} stands twice", package.name);
        }
    }
}
