namespace Esp8266.Spiffs;

/// <summary>What a call answers: success, or why it failed. The numbers are those of the reference.</summary>
/// <remarks>Source: nodemcu-firmware 36cbf9f0, app/spiffs/spiffs.h and spiffs_nucleus.h.</remarks>
public enum SpiffsError
{
    /// <summary>The call succeeded.</summary>
    None = 0,

    /// <summary>The file system is not mounted.</summary>
    NotMounted = -10000,

    /// <summary>There is no room, or no object identifier is free.</summary>
    Full = -10001,

    /// <summary>No object has this name, identifier or span.</summary>
    NotFound = -10002,

    /// <summary>The place is behind the end of the file.</summary>
    EndOfObject = -10003,

    /// <summary>The page is deleted.</summary>
    Deleted = -10004,

    /// <summary>The page was not written to its end.</summary>
    NotFinalized = -10005,

    /// <summary>The page is no index page.</summary>
    NotIndex = -10006,

    /// <summary>All descriptors are open.</summary>
    OutOfDescriptors = -10007,

    /// <summary>The descriptor is closed.</summary>
    FileClosed = -10008,

    /// <summary>There is no descriptor of this number.</summary>
    BadDescriptor = -10010,

    /// <summary>The page is an index page, not a data page.</summary>
    IsIndex = -10011,

    /// <summary>The page is free.</summary>
    IsFree = -10012,

    /// <summary>The index page has another span index than expected.</summary>
    IndexSpanMismatch = -10013,

    /// <summary>The data page has another span index than expected.</summary>
    DataSpanMismatch = -10014,

    /// <summary>The index refers to no page.</summary>
    IndexReferenceFree = -10015,

    /// <summary>The index refers to a lookup page.</summary>
    IndexReferenceLookup = -10016,

    /// <summary>The index refers to a page behind the end of the file system.</summary>
    IndexReferenceInvalid = -10017,

    /// <summary>The place of an index page is a lookup page.</summary>
    IndexLookup = -10019,

    /// <summary>The file was not opened for writing.</summary>
    NotWritable = -10021,

    /// <summary>The file was not opened for reading.</summary>
    NotReadable = -10022,

    /// <summary>Another object has the new name.</summary>
    ConflictingName = -10023,

    /// <summary>The flash holds no file system of this size.</summary>
    NotAFileSystem = -10025,

    /// <summary>No block consists of deleted pages only.</summary>
    NoDeletedBlocks = -10029,

    /// <summary>The file exists, and the call asked that it must not.</summary>
    FileExists = -10030,

    /// <summary>The page does not begin a file.</summary>
    NotAFile = -10031,

    /// <summary>The first block tells that there are fewer than three blocks.</summary>
    ProbeTooFewBlocks = -10034,

    /// <summary>The first three blocks do not begin a file system.</summary>
    ProbeNotAFileSystem = -10035,

    /// <summary>The name is longer than 31 bytes.</summary>
    NameTooLong = -10036,

    /// <summary>The place is in front of the file.</summary>
    SeekBounds = -10040,

    /// <summary>The flash is damaged in a way in which the reference does not come to an end.</summary>
    Internal = -10050,

    /// <summary>Check: the index page belongs to another object.</summary>
    CheckObjectMismatch = -10051,

    /// <summary>Check: the index page has another span index.</summary>
    CheckSpanMismatch = -10052,

    /// <summary>Check: the index page is not a complete one in use.</summary>
    CheckBadFlags = -10053,
}
