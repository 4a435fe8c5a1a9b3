namespace Esp8266.Spiffs;

/// <summary>Object identifiers, and the values that stand for none.</summary>
static class ObjectId
{
    /// <summary>The page is free; in an index: there is no page.</summary>
    public const ushort Free = 0xFFFF;

    /// <summary>The page is deleted.</summary>
    public const ushort Deleted = 0;

    /// <summary>Marks an index page in the lookup page and in the page header.</summary>
    public const ushort IndexFlag = 0x8000;

    /// <summary>Whether a lookup entry names no page in use.</summary>
    public static bool IsUnused(ushort id) => id is Free or Deleted;

    /// <summary>Whether the identifier is that of an index page.</summary>
    public static bool IsIndex(ushort id) => (id & IndexFlag) != 0;

    /// <summary>The identifier that the index pages of an object have.</summary>
    public static ushort OfIndex(ushort id) => (ushort)(id | IndexFlag);

    /// <summary>The identifier that the data pages of an object have.</summary>
    public static ushort OfData(ushort id) => (ushort)(id & ~IndexFlag);
}
