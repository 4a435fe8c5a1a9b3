using System.Buffers.Binary;

namespace Esp8266.Spiffs;

/// <summary>What a page went through. A bit is set at first and cleared when it comes true.</summary>
[Flags]
enum PageMarks : byte
{
    /// <summary>The page is written to.</summary>
    Used = 1,

    /// <summary>The page is written to its end.</summary>
    Final = 2,

    /// <summary>The page is an index page.</summary>
    Index = 4,

    /// <summary>The object is being deleted; on its object index header.</summary>
    IndexDeleted = 64,

    /// <summary>The page is deleted.</summary>
    Deleted = 128,

    /// <summary>The marks of a blank page.</summary>
    Blank = 255,
}

/// <summary>The first five bytes of every page but lookup pages.</summary>
/// <param name="Id">The object; with <see cref="ObjectId.IndexFlag"/> on an index page.</param>
/// <param name="Span">The place of the page among those of its kind in the object.</param>
/// <param name="Marks">Bits that are clear once they are true.</param>
/// <remarks>Source: nodemcu-firmware 36cbf9f0, spiffs_nucleus.h, <c>spiffs_page_header</c>.</remarks>
readonly record struct PageHeader(ushort Id, ushort Span, PageMarks Marks)
{
    /// <summary>The size of a header in flash, in bytes.</summary>
    public const int Bytes = 5;

    /// <summary>The place of the marks in a page.</summary>
    public const int MarksPlace = 4;

    public bool IsUsed => (Marks & PageMarks.Used) == 0;

    public bool IsFinal => (Marks & PageMarks.Final) == 0;

    public bool IsIndex => (Marks & PageMarks.Index) == 0;

    public bool IsIndexDeleted => (Marks & PageMarks.IndexDeleted) == 0;

    public bool IsDeleted => (Marks & PageMarks.Deleted) == 0;

    /// <summary>Whether the page begins an object that is there.</summary>
    public bool BeginsObject => Span == 0 && IsFinal && !IsDeleted && !IsIndexDeleted;

    public static PageHeader From(ReadOnlySpan<byte> page) => new(
        BinaryPrimitives.ReadUInt16LittleEndian(page),
        BinaryPrimitives.ReadUInt16LittleEndian(page.Slice(2)),
        (PageMarks)page[MarksPlace]);

    public void CopyTo(Span<byte> page)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(page, Id);
        BinaryPrimitives.WriteUInt16LittleEndian(page.Slice(2), Span);
        page[MarksPlace] = (byte)Marks;
    }

    /// <summary>Why this cannot be the header of an index page of an object; none if it can.</summary>
    public SpiffsError RejectIndex(ushort id, ushort span)
    {
        SpiffsError error = RejectState();
        if (error != SpiffsError.None)
            return error;
        if (!IsIndex || !ObjectId.IsIndex(id))
            return SpiffsError.NotIndex;
        return Span == span ? SpiffsError.None : SpiffsError.IndexSpanMismatch;
    }

    /// <summary>Why this cannot be the header of a data page of an object; none if it can.</summary>
    public SpiffsError RejectData(ushort span)
    {
        SpiffsError error = RejectState();
        if (error != SpiffsError.None)
            return error;
        if (IsIndex)
            return SpiffsError.IsIndex;
        return Span == span ? SpiffsError.None : SpiffsError.DataSpanMismatch;
    }

    SpiffsError RejectState()
    {
        if (!IsUsed)
            return SpiffsError.IsFree;
        if (IsDeleted)
            return SpiffsError.Deleted;
        if (!IsFinal)
            return SpiffsError.NotFinalized;
        return SpiffsError.None;
    }
}
