//! Frames: what is written is read again, and nothing else is.

use std::io::Cursor;

use carat_engine::frames::{
    FRAME_LIMIT, FrameError, FromWorker, PROTOCOL, ToWorker, encode, read_frame, read_frame_async, write_frame,
    write_frame_async,
};
use carat_engine::{
    CountRequest, EmbedRequest, FinishReason, GenerateEvent, GenerateRequest, Message, Part, Role, Sampling,
    ScoreRequest, StateKey, Usage,
};
use proptest::prelude::*;

fn a_part() -> impl Strategy<Value = Part> {
    let text = || any::<String>();
    prop_oneof![
        text().prop_map(|text| Part::Text { text }),
        text().prop_map(|text| Part::Thought { text }),
        text().prop_map(|name| Part::Image { name }),
        text().prop_map(|name| Part::Document { name }),
        (text(), text()).prop_map(|(name, arguments)| Part::ToolCall { name, arguments }),
    ]
}

fn messages() -> impl Strategy<Value = Vec<Message>> {
    let role = prop_oneof![Just(Role::System), Just(Role::User), Just(Role::Assistant)];
    let message = (role, prop::collection::vec(a_part(), 0..4)).prop_map(|(role, parts)| Message { role, parts });
    prop::collection::vec(message, 0..4)
}

fn to_worker() -> impl Strategy<Value = ToWorker> {
    let sampling = (any::<u16>(), any::<u32>(), any::<Option<u32>>()).prop_map(|(temperature, top_k, seed)| Sampling {
        temperature: f32::from(temperature) / 1000.0,
        top_k,
        seed,
        ..Sampling::default()
    });
    let generate =
        (any::<u64>(), messages(), prop::option::of(sampling), any::<Option<u32>>(), any::<bool>(), any::<bool>())
            .prop_map(|(id, messages, sampling, max_tokens, thinking, continue_last)| ToWorker::Generate {
                id,
                request: GenerateRequest {
                    sampling,
                    max_tokens,
                    thinking,
                    continue_last,
                    ..GenerateRequest::new(messages)
                },
            });
    prop_oneof![
        any::<u32>().prop_map(|protocol| ToWorker::Hello { protocol }),
        any::<u64>().prop_map(|id| ToWorker::Cancel { id }),
        (any::<u64>(), messages(), any::<bool>()).prop_map(|(id, messages, thinking)| ToWorker::Count {
            id,
            request: CountRequest { messages, thinking, continue_last: false },
        }),
        (any::<u64>(), prop::collection::vec(any::<String>(), 0..4))
            .prop_map(|(id, texts)| ToWorker::Embed { id, request: EmbedRequest { texts } }),
        (any::<u64>(), messages(), prop::collection::vec(any::<String>(), 0..4)).prop_map(
            |(id, messages, continuations)| ToWorker::Score {
                id,
                request: ScoreRequest::of_messages(messages, continuations)
            }
        ),
        (any::<u64>(), "[0-9a-f-]{1,36}").prop_map(|(id, key)| ToWorker::SaveState {
            id,
            key: StateKey::new(key).expect("it may be part of a file's name"),
        }),
        generate,
    ]
}

/// What a blocking reader sees, up to the first error.
fn read_all(bytes: &[u8]) -> (Vec<ToWorker>, Option<FrameError>) {
    let (mut reader, mut messages) = (Cursor::new(bytes), Vec::new());
    loop {
        match read_frame(&mut reader) {
            Ok(Some(message)) => messages.push(message),
            Ok(None) => return (messages, None),
            Err(error) => return (messages, Some(error)),
        }
    }
}

/// What an asynchronous reader sees that gets the bytes in pieces.
fn read_all_in_pieces(bytes: &[u8], piece: usize) -> (Vec<ToWorker>, Option<FrameError>) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async {
        let mut reader = narrow_pipe(bytes, piece);
        let mut messages = Vec::new();
        loop {
            match read_frame_async(&mut reader).await {
                Ok(Some(message)) => messages.push(message),
                Ok(None) => return (messages, None),
                Err(error) => return (messages, Some(error)),
            }
        }
    })
}

/// A pipe narrower than a frame, fed by a task.
fn narrow_pipe(bytes: &[u8], piece: usize) -> tokio::io::DuplexStream {
    let (mut writer, reader) = tokio::io::duplex(piece);
    let bytes = bytes.to_vec();
    tokio::spawn(async move {
        // A reader that has seen an error reads no further.
        let _ = tokio::io::AsyncWriteExt::write_all(&mut writer, &bytes).await;
    });
    reader
}

proptest! {
    #[test]
    fn what_is_written_is_read_again_however_it_is_cut(messages in prop::collection::vec(to_worker(), 0..5), piece in 1_usize..200) {
        let mut bytes = Vec::new();
        for message in &messages {
            write_frame(&mut bytes, message).unwrap();
        }
        let (blocking, error) = read_all(&bytes);
        prop_assert!(error.is_none());
        prop_assert_eq!(&blocking, &messages);
        let (pieces, error) = read_all_in_pieces(&bytes, piece);
        prop_assert!(error.is_none());
        prop_assert_eq!(&pieces, &messages);
    }

    #[test]
    fn a_stream_cut_anywhere_is_short_or_ends_between_frames(messages in prop::collection::vec(to_worker(), 1..4), cut in any::<prop::sample::Index>()) {
        let frames: Vec<Vec<u8>> = messages.iter().map(|message| encode(message).unwrap()).collect();
        let bytes = frames.concat();
        let cut = cut.index(bytes.len());
        let (whole, error) = read_all(&bytes[..cut]);
        let ends: Vec<usize> = frames.iter().scan(0, |end, frame| { *end += frame.len(); Some(*end) }).collect();
        let complete = ends.iter().filter(|&&end| end <= cut).count();
        prop_assert_eq!(&whole[..], &messages[..complete]);
        let between = cut == 0 || ends.contains(&cut);
        prop_assert_eq!(error.is_none(), between);
        let short = matches!(error, None | Some(FrameError::Short { .. }));
        prop_assert!(short, "{:?}", error);
    }

    #[test]
    fn any_bytes_are_an_error_or_a_message_but_never_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let (blocking, error) = read_all(&bytes);
        let (pieces, same) = read_all_in_pieces(&bytes, 7);
        prop_assert_eq!(blocking, pieces);
        prop_assert_eq!(error.map(|error| error.to_string()), same.map(|error| error.to_string()));
    }
}

#[test]
fn a_length_beyond_the_limit_is_refused_without_taking_memory_for_it() {
    let (_, error) = read_all(b"Hello, I am a library that prints to stdout");
    assert!(matches!(error, Some(FrameError::Oversized { length }) if length > FRAME_LIMIT));
    // The largest length that is allowed is believed only as the bytes come.
    let mut bytes = (FRAME_LIMIT as u32).to_le_bytes().to_vec();
    bytes.push(b'{');
    assert!(matches!(read_all(&bytes).1, Some(FrameError::Short { expected: FRAME_LIMIT, got: 1 })));
}

#[test]
fn a_message_beyond_the_limit_is_not_written() {
    let message = ToWorker::Count {
        id: 1,
        request: CountRequest {
            messages: vec![Message::text(Role::User, "x".repeat(FRAME_LIMIT))],
            thinking: false,
            continue_last: false,
        },
    };
    let mut bytes = Vec::new();
    let error = write_frame(&mut bytes, &message).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
    assert!(bytes.is_empty(), "a refused message must not spoil the stream");
}

#[test]
fn errors_never_quote_the_frame() {
    for body in [r#"{"type":"my secret diary"}"#, r#"{"type":"cancel","id":"my secret diary"}"#, "my secret diary", ""]
    {
        let mut bytes = (body.len() as u32).to_le_bytes().to_vec();
        bytes.extend_from_slice(body.as_bytes());
        let error = read_all(&bytes).1.expect("this is no message");
        assert!(matches!(error, FrameError::Garbled { length, .. } if length == body.len()));
        assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
    }
}

#[test]
fn a_hello_of_another_version_is_still_a_hello() {
    let body = br#"{"type":"hello","protocol":7,"colour":"blue"}"#;
    let mut bytes = (body.len() as u32).to_le_bytes().to_vec();
    bytes.extend_from_slice(body);
    let hello: Option<FromWorker> = read_frame(&mut bytes.as_slice()).unwrap();
    assert_eq!(hello, Some(FromWorker::Hello { protocol: 7, version: String::new(), devices: Vec::new() }));
    assert_ne!(PROTOCOL, 7);
}

#[test]
fn the_form_of_frames_is_fixed() {
    let json = |message: &FromWorker| String::from_utf8(encode(message).unwrap()[4..].to_vec()).unwrap();
    assert_eq!(
        json(&FromWorker::Event { id: 3, event: GenerateEvent::Text { text: "東京".to_owned() } }),
        r#"{"type":"event","id":3,"event":{"type":"text","text":"東京"}}"#
    );
    let finished = GenerateEvent::Finished {
        reason: FinishReason::ContextFull,
        usage: Usage { prompt_tokens: 5, ..Usage::default() },
    };
    assert_eq!(
        json(&FromWorker::Event { id: 3, event: finished }),
        r#"{"type":"event","id":3,"event":{"type":"finished","reason":"context_full","usage":{"prompt_tokens":5,"reused_tokens":0,"generated_tokens":0,"first_token_ms":0.0,"prefill_ms":0.0,"decode_ms":0.0,"drafted_tokens":0,"accepted_tokens":0,"close_calls":0}}}"#
    );
}

#[tokio::test]
async fn both_ways_of_writing_write_the_same() {
    let message = ToWorker::Cancel { id: u64::MAX };
    let (mut blocking, mut asynchronous) = (Vec::new(), Vec::new());
    write_frame(&mut blocking, &message).unwrap();
    write_frame_async(&mut asynchronous, &message).await.unwrap();
    assert_eq!(blocking, asynchronous);
}
