namespace Esp8266.Spiffs;

/// <summary>What a file system tells of an object.</summary>
/// <param name="Name">The name.</param>
/// <param name="Bytes">The size of the content.</param>
/// <param name="Kind">1 for a file; a device makes nothing else.</param>
/// <param name="Id">The object identifier, without the bit that marks index pages.</param>
/// <param name="Page">The page of the object index header.</param>
public readonly record struct ObjectStat(ObjectName Name, uint Bytes, byte Kind, ushort Id, ushort Page);

/// <summary>How far a listing has come. The default value is the start.</summary>
/// <param name="Block">The block to go on with.</param>
/// <param name="Entry">The lookup entry to go on with.</param>
public readonly record struct ListingPlace(int Block, int Entry);
