//! Weights are the numbers of the embedded steps, read from a safetensors file.

use safetensors::tensor::{Dtype, TensorView};
use safetensors::{SafeTensorError, SafeTensors};

/// Why a file of weights can't be used.
#[derive(Debug, thiserror::Error)]
pub enum WeightsError {
    /// It isn't a safetensors file, or lacks a tensor.
    #[error("the weights can't be read: {0}")]
    Form(#[from] SafeTensorError),
    /// A tensor has another type or shape than the step needs.
    #[error("the tensor `{name}` must be {expected}, and is {found}")]
    Tensor {
        /// Its name.
        name: String,
        /// Type and shape as they must be.
        expected: String,
        /// Type and shape as they are.
        found: String,
    },
    /// The metadata lacks a field.
    #[error("the weights' metadata lacks `{0}`")]
    Metadata(&'static str),
    /// What says how the scores are used can't be read, or doesn't go with the weights.
    #[error("the thresholds can't be used: {0}")]
    Calibration(String),
}

/// The numbers of a tensor of floats, checked for its shape.
pub(crate) fn floats(file: &SafeTensors<'_>, name: &str, shape: &[usize]) -> Result<Vec<f32>, WeightsError> {
    let tensor = checked(file, name, Dtype::F32, shape)?;
    let numbers =
        tensor.data().chunks_exact(4).map(|bytes| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]));
    Ok(numbers.collect())
}

/// The bytes of a tensor of small integers, where they lie.
pub(crate) fn bytes<'f>(file: &SafeTensors<'f>, name: &str, shape: &[usize]) -> Result<&'f [u8], WeightsError> {
    checked(file, name, Dtype::I8, shape).map(|tensor| tensor.data())
}

fn checked<'f>(
    file: &SafeTensors<'f>,
    name: &str,
    dtype: Dtype,
    shape: &[usize],
) -> Result<TensorView<'f>, WeightsError> {
    let tensor = file.tensor(name)?;
    if tensor.dtype() == dtype && tensor.shape() == shape {
        return Ok(tensor);
    }
    Err(WeightsError::Tensor {
        name: name.to_owned(),
        expected: format!("{dtype:?} {shape:?}"),
        found: format!("{:?} {:?}", tensor.dtype(), tensor.shape()),
    })
}
