namespace Esp8266.Spiffs;

/// <summary>An open file, or what is remembered of one that was open.</summary>
/// <remarks>Source: nodemcu-firmware 36cbf9f0, spiffs_nucleus.h, <c>spiffs_fd</c>.</remarks>
sealed partial class Descriptor
{
    /// <summary>Whether the file is open.</summary>
    public bool IsOpen;

    /// <summary>The object, as the lookup entry of its header has it.</summary>
    public ushort Id;

    /// <summary>The size in flash; <see cref="IndexPage.UndefinedSize"/> for a file without
    /// content.</summary>
    public uint Size;

    /// <summary>The page of the object index header.</summary>
    public ushort HeaderPage;

    /// <summary>The index page used last.</summary>
    public ushort CursorPage;

    /// <summary>The span index of the index page used last.</summary>
    public ushort CursorSpan;

    /// <summary>Where the next read or write begins.</summary>
    public uint Position;

    public OpenFlags Flags;

    /// <summary>Collects small writes; shared by all descriptors of the object.</summary>
    public WritePage? Writes;

    /// <summary>The hash of the name under which the file was opened.</summary>
    public uint NameHash;

    /// <summary>How worthwhile it is to remember the file; 0 if the descriptor was never used.</summary>
    public ushort Score;

    /// <summary>The size as a number of bytes.</summary>
    public uint Bytes => Size == IndexPage.UndefinedSize ? 0 : Size;

    /// <summary>Remembers the index page used last.</summary>
    public void MoveCursor(ushort page, ushort span)
    {
        CursorPage = page;
        CursorSpan = span;
    }
}
