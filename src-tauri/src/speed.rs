//! The speed is how fast this machine reads a model's weights, as its answers tell.

use carat_engine::frames::Device;
use carat_engine::{Engine, EngineStatus};
use carat_hub::{Gpu, InstalledModel, ReadingSpeed};
use carat_store::Store;

use crate::parts::Parts;
use crate::wire::WireError;

/// Its place in the store.
const KEY: &str = "reading_speed";

/// When each model last answered, by id, in milliseconds since 1970: the place in the store.
const USED: &str = "models_used";

/// Shorter answers tell more of chance than of speed.
const LEAST_TOKENS: u32 = 24;

/// What is known so far.
pub(crate) fn known(store: &Store) -> ReadingSpeed {
    store.setting(KEY).ok().flatten().unwrap_or_default()
}

/// Learns from an answer of a model and notes that it was used. Blocks.
pub(crate) fn learn(
    store: &Store,
    model: &InstalledModel,
    tokens: u32,
    tokens_per_second: f64,
    on_gpu: bool,
) -> Result<(), WireError> {
    let mut used = used(store);
    used.insert(model.id.clone(), jiff::Timestamp::now().as_millisecond());
    store.set_setting(USED, &used)?;
    if tokens < LEAST_TOKENS || tokens_per_second <= 0.0 {
        return Ok(());
    }
    let card = model.card.as_ref().and_then(|(card, _)| carat_hub::Catalogue::embedded().find(card));
    let active = card.map_or(1.0, carat_hub::CatalogueModel::active);
    store.set_setting(KEY, &known(store).told_by_answer(model.bytes, active, tokens_per_second, on_gpu))?;
    Ok(())
}

/// Whether the layers of the model in memory run on a device of their own.
pub(crate) fn is_on_gpu(parts: &Parts) -> bool {
    match &*parts.engine.status().borrow() {
        EngineStatus::Ready { facts, .. } | EngineStatus::Generating { facts, .. } => !facts.device.starts_with("CPU"),
        _ => false,
    }
}

/// When each model last answered.
pub(crate) fn used(store: &Store) -> std::collections::BTreeMap<String, i64> {
    store.setting(USED).ok().flatten().unwrap_or_default()
}

/// The devices with memory of their own.
pub(crate) fn gpus(devices: &[Device]) -> Vec<Gpu> {
    let own_memory =
        devices.iter().filter(|device| !["CPU", "BLAS"].contains(&device.backend.as_str()) && device.memory_total > 0);
    own_memory
        .map(|device| Gpu {
            name: device.description.clone(),
            memory_total: device.memory_total,
            memory_free: device.memory_free,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(bytes: u64) -> InstalledModel {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("m.gguf");
        std::fs::File::create(&path).and_then(|file| file.set_len(bytes)).expect("made");
        InstalledModel::linked(&path).expect("a model")
    }

    #[test]
    fn answers_tell_the_speed_and_when_a_model_was_used() {
        let (store, model) = (Store::in_memory().expect("a store"), model(1_000_000));
        learn(&store, &model, 5, 100.0, false).expect("learned");
        assert_eq!(known(&store), ReadingSpeed::default(), "a few tokens tell nothing");
        assert!(used(&store).contains_key(&model.id));
        learn(&store, &model, 101, 10.0, false).expect("learned");
        assert_eq!(known(&store).memory, Some(10_000_000.0));
    }
}
