//! Whether bytes are one whole ONNX model that needs nothing but itself.
//!
//! The runtime reads whatever a model points to: weights may stand in other files, which no manifest
//! names. So the file is walked before the runtime gets it; what is walked is the Protocol Buffers encoding of
//! `onnx.proto`, by the numbers of its fields.

/// Graphs stand in graphs (branches, loops), but not so deeply.
const DEEPEST: usize = 32;

/// Walks over a model. Linear in the bytes, of bounded depth.
///
/// # Errors
///
/// What is wrong with it.
pub(crate) fn check(bytes: &[u8]) -> Result<(), &'static str> {
    let (mut version, mut graph) = (false, false);
    each_field(bytes, |field| {
        match field {
            (1, Value::Number(_)) => version = true,
            (7, Value::Bytes(_)) => graph = true,
            _ => {}
        }
        Ok(())
    })?;
    if !version || !graph {
        return Err("no ONNX model");
    }
    walk(Message::Model, bytes, 0)
}

/// The messages of `onnx.proto` that weights may stand in.
#[derive(Clone, Copy, PartialEq)]
enum Message {
    Model,
    Graph,
    Node,
    Attribute,
    Function,
    SparseTensor,
    Tensor,
}

impl Message {
    /// What stands in a field, if weights may stand in it.
    const fn inner(self, field: u64) -> Option<Self> {
        Some(match (self, field) {
            (Self::Model, 7) | (Self::Attribute, 6 | 11) => Self::Graph,
            (Self::Model, 25) => Self::Function,
            (Self::Graph, 1) | (Self::Function, 7) => Self::Node,
            (Self::Graph, 5) | (Self::Attribute, 5 | 10) | (Self::SparseTensor, 1 | 2) => {
                Self::Tensor
            }
            (Self::Graph, 15) | (Self::Attribute, 22 | 23) => Self::SparseTensor,
            (Self::Node, 5) | (Self::Function, 11) => Self::Attribute,
            _ => return None,
        })
    }
}

fn walk(message: Message, bytes: &[u8], depth: usize) -> Result<(), &'static str> {
    if depth > DEEPEST {
        return Err("graphs are nested too deeply");
    }
    each_field(bytes, |(field, value)| match (value, message.inner(field)) {
        (Value::Bytes(inner), Some(inside)) => walk(inside, inner, depth + 1),
        // `external_data`, and `data_location` other than here.
        (Value::Bytes(_), None) if message == Message::Tensor && field == 13 => Err(ELSEWHERE),
        (Value::Number(1..), None) if message == Message::Tensor && field == 14 => Err(ELSEWHERE),
        _ => Ok(()),
    })
}

const ELSEWHERE: &str = "its weights stand in another file";
const TRUNCATED: &str = "cut off, or no ONNX model";

/// The value of a field.
enum Value<'a> {
    Number(u64),
    Bytes(&'a [u8]),
    Fixed,
}

fn each_field<'a>(
    mut bytes: &'a [u8],
    mut each: impl FnMut((u64, Value<'a>)) -> Result<(), &'static str>,
) -> Result<(), &'static str> {
    while !bytes.is_empty() {
        let key = number(&mut bytes)?;
        let value = match key & 7 {
            0 => Value::Number(number(&mut bytes)?),
            1 => take(&mut bytes, 8).map(|_| Value::Fixed)?,
            2 => {
                let length = usize::try_from(number(&mut bytes)?).map_err(|_| TRUNCATED)?;
                Value::Bytes(take(&mut bytes, length)?)
            }
            5 => take(&mut bytes, 4).map(|_| Value::Fixed)?,
            _ => return Err(TRUNCATED),
        };
        each((key >> 3, value))?;
    }
    Ok(())
}

/// Takes a number of seven bits a byte, the lowest first.
fn number(bytes: &mut &[u8]) -> Result<u64, &'static str> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first().ok_or(TRUNCATED)?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(number);
        }
    }
    Err(TRUNCATED)
}

fn take<'a>(bytes: &mut &'a [u8], length: usize) -> Result<&'a [u8], &'static str> {
    let (taken, rest) = bytes.split_at_checked(length).ok_or(TRUNCATED)?;
    *bytes = rest;
    Ok(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A field that holds bytes.
    fn field(number: u8, inner: &[u8]) -> Vec<u8> {
        let key = u16::from(number) << 3 | 2;
        let key =
            if key < 0x80 { vec![key as u8] } else { vec![key as u8 | 0x80, (key >> 7) as u8] };
        let length = [inner.len() as u8 | 0x80, (inner.len() >> 7) as u8];
        [&*key, &length, inner].concat()
    }

    fn model(graph: &[u8]) -> Vec<u8> {
        [&[8, 8][..], &field(7, graph)].concat()
    }

    #[test]
    fn models_stand_alone() {
        let plain = field(5, &[0x70, 0]);
        assert_eq!(check(&model(&plain)), Ok(()));
        let elsewhere = [&[0x70, 1][..], &field(13, b"")];
        for tensor in elsewhere {
            assert_eq!(check(&model(&field(5, tensor))), Err(ELSEWHERE), "an initializer");
            let constant = field(1, &field(5, &field(5, tensor)));
            assert_eq!(check(&model(&constant)), Err(ELSEWHERE), "a constant");
            let branch = field(1, &field(5, &field(6, &constant)));
            assert_eq!(check(&model(&branch)), Err(ELSEWHERE), "within a branch");
            let function = field(25, &field(7, &field(5, &field(5, tensor))));
            assert_eq!(check(&[model(&plain), function].concat()), Err(ELSEWHERE), "a function");
            let sparse = field(15, &field(1, tensor));
            assert_eq!(check(&model(&sparse)), Err(ELSEWHERE), "a sparse one");
        }
    }

    #[test]
    fn what_is_no_model_is_told() {
        let whole = model(&field(5, &[0x70, 0]));
        for end in 0..whole.len() {
            assert!(check(whole.get(..end).unwrap()).is_err(), "{end} bytes");
        }
        for bytes in [&b"PK\x03\x04"[..], b"<html>", b"version https://git-lfs", &[0xff; 40]] {
            assert!(check(bytes).is_err(), "{bytes:?}");
        }
        let nested = (0..100).fold(Vec::new(), |inner, _| field(1, &field(5, &field(6, &inner))));
        assert_eq!(check(&model(&nested)), Err("graphs are nested too deeply"));
    }
}
