//! What a process that a document or a model took over may write to Carat.
#![no_main]

use carat_engine::frames::{FromWorker, read_frame};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut worker = data;
    while let Ok(Some(_)) = read_frame::<FromWorker>(&mut worker) {}
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async {
        let mut reader = data;
        while let Ok(Some(_)) = carat_reader::read_frame(&mut reader).await {}
    });
});
