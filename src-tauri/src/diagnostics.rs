//! Diagnostics are what someone who helps needs to know: versions, devices, settings, last errors. Nothing the person
//! wrote, and the name of their home folder is shortened to `~`.

use std::fmt::Write as _;
use std::path::Path;

use carat_engine::EngineStatus;
use sysinfo::{CpuRefreshKind, MemoryRefreshKind, RefreshKind, System};

use crate::parts::Parts;

/// The text, as it goes to the clipboard.
pub(crate) fn text(parts: &Parts) -> String {
    let mut text = String::new();
    // Writing into a string can't fail.
    let _ = machine(&mut text);
    let _ = engine(&mut text, parts);
    let _ = settings(&mut text, parts);
    section(&mut text, "Last errors", &parts.troubles.lines());
    section(&mut text, "Engine log", &parts.engine.last_log());
    let folders = directories::BaseDirs::new();
    without_home(&text, folders.as_ref().map(directories::BaseDirs::home_dir))
}

fn machine(text: &mut String) -> std::fmt::Result {
    let wanted =
        RefreshKind::nothing().with_cpu(CpuRefreshKind::nothing()).with_memory(MemoryRefreshKind::everything());
    let version = System::long_os_version().unwrap_or_else(|_| "unknown".to_owned());
    let web = tauri::webview_version().unwrap_or_else(|_| "unknown".to_owned());
    writeln!(text, "Carat {} ({})", env!("CARGO_PKG_VERSION"), std::env::consts::ARCH)?;
    writeln!(text, "System: {version}")?;
    writeln!(text, "Web engine: {web}")?;
    let Ok(system) = System::new_with_specifics(wanted) else { return writeln!(text, "Processor: unknown") };
    let processor = system.cpus().first().map_or("unknown", |cpu| cpu.brand().trim());
    writeln!(text, "Processor: {processor}, {} threads", system.cpus().len())?;
    writeln!(text, "Memory: {} of {} MB free", system.available_memory() / 1_000_000, system.total_memory() / 1_000_000)
}

fn engine(text: &mut String, parts: &Parts) -> std::fmt::Result {
    if let Some(worker) = parts.engine.worker_info() {
        writeln!(text, "Engine: {}", worker.version)?;
        for device in &worker.devices {
            let (free, total) = (device.memory_free / 1_000_000, device.memory_total / 1_000_000);
            writeln!(
                text,
                "Device: {} {} ({}), {free} of {total} MB free",
                device.backend, device.name, device.description
            )?;
        }
    } else {
        writeln!(text, "Devices: not asked yet, since no model was loaded")?;
    }
    match &*carat_engine::Engine::status(&*parts.engine).borrow() {
        EngineStatus::Unloaded => writeln!(text, "Model: none loaded"),
        EngineStatus::Starting { model } => writeln!(text, "Model: {model}, starting"),
        EngineStatus::Loading { model, .. } => writeln!(text, "Model: {model}, loading"),
        EngineStatus::Ready { model, facts } | EngineStatus::Generating { model, facts } => writeln!(
            text,
            "Model: {model}, {}, {} weights, context {} of {}, {} threads, on {}",
            facts.architecture, facts.parameters, facts.context, facts.context_trained, facts.threads, facts.device
        ),
        EngineStatus::Crashed { model, error } => writeln!(text, "Model: {model}, crashed: {error}"),
    }
}

fn settings(text: &mut String, parts: &Parts) -> std::fmt::Result {
    let settings = parts.settings.now();
    writeln!(
        text,
        "Settings: language {:?}, theme {:?}, send with {:?}, context {:?}, threads {:?}, unload after {:?} minutes, states of {} MB, network {}, thinking {}, system prompt of {} bytes",
        settings.language,
        settings.theme,
        settings.send_with,
        settings.context,
        settings.threads,
        settings.unload_after,
        settings.states_mb,
        if settings.network.on { "on" } else { "off" },
        settings.thinking,
        settings.system_prompt.len()
    )
}

fn section(text: &mut String, title: &str, lines: &[String]) {
    let lines = if lines.is_empty() { "none".to_owned() } else { lines.join("\n") };
    let _ = write!(text, "\n{title}:\n{lines}\n");
}

/// The text with a person's home folder, which often bears their name, shortened.
fn without_home(text: &str, home: Option<&Path>) -> String {
    match home.map(|home| home.display().to_string()) {
        Some(home) if home.len() > 1 => text.replace(&home, "~"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_home_folder_is_not_named() {
        let text = "model_missing: The model file /home/ada lovelace/m.gguf does not exist.";
        assert_eq!(
            without_home(text, Some(Path::new("/home/ada lovelace"))),
            "model_missing: The model file ~/m.gguf does not exist."
        );
        assert_eq!(without_home(text, Some(Path::new("/"))), text, "a home that is the root shortens nothing");
        assert_eq!(without_home(text, None), text);
    }

    #[test]
    fn the_machine_is_described() {
        let mut text = String::new();
        machine(&mut text).expect("a string takes everything");
        assert!(text.starts_with(concat!("Carat ", env!("CARGO_PKG_VERSION"))), "{text}");
        assert!(text.contains("Memory: ") && text.contains("Processor: "), "{text}");
    }
}
