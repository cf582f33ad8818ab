//! Whether the desktop shows tray icons at all.

/// On Linux a host of status notifiers says so on the session's bus (GNOME has none without an extension).
#[cfg(target_os = "linux")]
pub(super) async fn is_shown() -> bool {
    let asked = tauri::async_runtime::spawn_blocking(|| -> zbus::Result<bool> {
        let bus = zbus::blocking::Connection::session()?;
        let watcher: zbus::blocking::Proxy<'_> = zbus::blocking::proxy::Builder::new(&bus)
            .destination("org.kde.StatusNotifierWatcher")?
            .path("/StatusNotifierWatcher")?
            .interface("org.kde.StatusNotifierWatcher")?
            .cache_properties(zbus::proxy::CacheProperties::No)
            .build()?;
        watcher.get_property("IsStatusNotifierHostRegistered")
    });
    matches!(asked.await, Ok(Ok(true)))
}

/// Windows and macOS always do.
#[cfg(not(target_os = "linux"))]
pub(super) async fn is_shown() -> bool {
    true
}
