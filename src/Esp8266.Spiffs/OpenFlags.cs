namespace Esp8266.Spiffs;

/// <summary>How a file is opened. The values are those of the reference.</summary>
/// <remarks>Source: nodemcu-firmware 36cbf9f0, app/spiffs/spiffs.h.</remarks>
[Flags]
public enum OpenFlags
{
    /// <summary>Neither reading nor writing.</summary>
    None = 0,

    /// <summary>Every write goes to the end.</summary>
    Append = 1,

    /// <summary>A file that exists loses its content.</summary>
    Truncate = 2,

    /// <summary>A file that does not exist is made.</summary>
    Create = 4,

    /// <summary>The file can be read.</summary>
    Read = 8,

    /// <summary>The file can be written.</summary>
    Write = 16,

    /// <summary>The file can be read and written.</summary>
    ReadWrite = Read | Write,

    /// <summary>Writes are not delayed in the cache.</summary>
    Direct = 32,

    /// <summary>With <see cref="Create"/>: fail if the file exists.</summary>
    Exclusive = 64,
}
