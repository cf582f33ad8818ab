//! A job is what Windows holds a process in: it ends with its job, starts no other and takes no more than it may.

use std::ffi::c_void;
use std::{io, mem, ptr};

use windows_sys::Win32::Foundation::{CloseHandle, HANDLE};
use windows_sys::Win32::System::JobObjects::{
    AssignProcessToJobObject, CreateJobObjectW, JOB_OBJECT_LIMIT, JOB_OBJECT_LIMIT_ACTIVE_PROCESS,
    JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION, JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE, JOB_OBJECT_LIMIT_PROCESS_MEMORY,
    JOB_OBJECT_LIMIT_PROCESS_TIME, JOB_OBJECT_UILIMIT_DESKTOP, JOB_OBJECT_UILIMIT_EXITWINDOWS,
    JOB_OBJECT_UILIMIT_GLOBALATOMS, JOB_OBJECT_UILIMIT_HANDLES, JOB_OBJECT_UILIMIT_READCLIPBOARD,
    JOB_OBJECT_UILIMIT_SYSTEMPARAMETERS, JOB_OBJECT_UILIMIT_WRITECLIPBOARD, JOBOBJECT_BASIC_UI_RESTRICTIONS,
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION, JOBOBJECTINFOCLASS, JobObjectBasicUIRestrictions,
    JobObjectExtendedLimitInformation, SetInformationJobObject,
};

use crate::Limits;

/// What the limits below are about.
const LIMITED: JOB_OBJECT_LIMIT = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE
    | JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION
    | JOB_OBJECT_LIMIT_ACTIVE_PROCESS
    | JOB_OBJECT_LIMIT_PROCESS_MEMORY
    | JOB_OBJECT_LIMIT_PROCESS_TIME;

/// Other programs' windows, the clipboard, the desktop and its settings are none of its business.
const REFUSED: u32 = JOB_OBJECT_UILIMIT_DESKTOP
    | JOB_OBJECT_UILIMIT_EXITWINDOWS
    | JOB_OBJECT_UILIMIT_GLOBALATOMS
    | JOB_OBJECT_UILIMIT_HANDLES
    | JOB_OBJECT_UILIMIT_READCLIPBOARD
    | JOB_OBJECT_UILIMIT_SYSTEMPARAMETERS
    | JOB_OBJECT_UILIMIT_WRITECLIPBOARD;

/// A job with one process in it. Dropping it ends the process, and so does the end of Carat.
#[derive(Debug)]
pub(super) struct Job(HANDLE);

// SAFETY: a handle of a job may be used and closed by any thread.
unsafe impl Send for Job {}

impl Job {
    /// Puts a process into a job of its own. What it did before is not undone, so this comes right after its start.
    ///
    /// # Errors
    /// What the system says.
    pub(super) fn of(process: HANDLE, limits: &Limits) -> io::Result<Self> {
        // SAFETY: neither attributes nor a name are given, and the answer is looked at.
        let handle = unsafe { CreateJobObjectW(ptr::null(), ptr::null()) };
        if handle.is_null() {
            return Err(io::Error::last_os_error());
        }
        let job = Self(handle);
        // SAFETY: the structure is plain numbers, of which zero says nothing.
        let mut wanted: JOBOBJECT_EXTENDED_LIMIT_INFORMATION = unsafe { mem::zeroed() };
        wanted.BasicLimitInformation.LimitFlags = LIMITED;
        wanted.BasicLimitInformation.ActiveProcessLimit = 1;
        // In steps of 100 ns.
        let time = limits.total.as_nanos() / 100;
        wanted.BasicLimitInformation.PerProcessUserTimeLimit = i64::try_from(time).unwrap_or(i64::MAX);
        wanted.ProcessMemoryLimit = usize::try_from(limits.memory).unwrap_or(usize::MAX);
        job.set(JobObjectExtendedLimitInformation, &wanted)?;
        let refused = JOBOBJECT_BASIC_UI_RESTRICTIONS { UIRestrictionsClass: REFUSED };
        job.set(JobObjectBasicUIRestrictions, &refused)?;
        // SAFETY: both handles are open.
        checked(unsafe { AssignProcessToJobObject(job.0, process) })?;
        Ok(job)
    }

    /// Sets what the class of information says that `T` is.
    fn set<T>(&self, class: JOBOBJECTINFOCLASS, wanted: &T) -> io::Result<()> {
        let size = u32::try_from(mem::size_of::<T>()).map_err(io::Error::other)?;
        // SAFETY: the handle is open, and the pointer is to as many bytes as it says.
        checked(unsafe { SetInformationJobObject(self.0, class, ptr::from_ref(wanted).cast::<c_void>(), size) })
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        // SAFETY: the handle is this job's own, and closed once.
        unsafe { CloseHandle(self.0) };
    }
}

fn checked(done: i32) -> io::Result<()> {
    if done == 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}
