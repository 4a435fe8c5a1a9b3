using System.Buffers.Binary;
using System.Diagnostics;

namespace Esp8266.Spiffs;

/// <summary>A view of an index page in a buffer.</summary>
/// <param name="page">
/// The page. The one of span 0, the object index header, also has size, kind and name of the object.
/// </param>
/// <remarks>
/// Source: nodemcu-firmware 36cbf9f0, spiffs_nucleus.h, <c>spiffs_page_object_ix_header</c> and
/// <c>spiffs_page_object_ix</c>, with aligned tables.
/// </remarks>
readonly ref struct IndexPage(Span<byte> page)
{
    /// <summary>The place of the table in the page of span 0, which is the size of what precedes
    /// it.</summary>
    public const int HeaderTable = NamePlace + Layout.NameBytes + 1;

    /// <summary>The place of the table in every other page.</summary>
    public const int Table = SizePlace;

    /// <summary>The size of an empty object, which can be programmed over.</summary>
    public const uint UndefinedSize = uint.MaxValue;

    const int SizePlace = 8;
    const int KindPlace = 12;
    const int NamePlace = 13;

    readonly Span<byte> _page = page;

    public PageHeader Header => PageHeader.From(_page);

    public uint Size
    {
        get => BinaryPrimitives.ReadUInt32LittleEndian(_page.Slice(SizePlace));
        set => BinaryPrimitives.WriteUInt32LittleEndian(_page.Slice(SizePlace), value);
    }

    public byte Kind
    {
        get => _page[KindPlace];
        set => _page[KindPlace] = value;
    }

    /// <summary>The name as it is stored, with zeros.</summary>
    public Span<byte> NameField => _page.Slice(NamePlace, Layout.NameBytes);

    /// <summary>Stores a name, and zeros behind it.</summary>
    public void Rename(ReadOnlySpan<byte> name)
    {
        Debug.Assert(name.Length < Layout.NameBytes, "the name fits");
        NameField.Clear();
        name.CopyTo(NameField);
    }

    /// <summary>The page that holds the content of a data span.</summary>
    /// <param name="dataSpan">A span that this page lists.</param>
    public ushort PageOf(ushort dataSpan) =>
        BinaryPrimitives.ReadUInt16LittleEndian(_page.Slice(PlaceOf(dataSpan)));

    /// <summary>Sets the page that holds the content of a data span.</summary>
    public void SetPage(ushort dataSpan, ushort page) =>
        BinaryPrimitives.WriteUInt16LittleEndian(_page.Slice(PlaceOf(dataSpan)), page);

    /// <summary>Empties the table of an object index header.</summary>
    public void ClearHeaderTable() => _page.Slice(HeaderTable).Fill(0xFF);

    /// <summary>The place of a data span's entry in its index page.</summary>
    public static int PlaceOf(ushort dataSpan)
    {
        int table = Layout.IndexSpanOf(dataSpan) == 0 ? HeaderTable : Table;
        return table + (Layout.IndexEntryOf(dataSpan) * Layout.EntryBytes);
    }
}
