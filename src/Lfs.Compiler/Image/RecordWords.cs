using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Lfs.Compiler.Image;

/// <summary>Copies words and records between the bytes of an image and the host.</summary>
static class RecordWords
{
    public static uint ReadWord(byte[] bytes, int word) => ReadWordAt(bytes, word * LfsImage.WordBytes);

    public static uint ReadWordAt(byte[] bytes, int at) =>
        bytes[at] | (uint)bytes[at + 1] << 8 | (uint)bytes[at + 2] << 16 | (uint)bytes[at + 3] << 24;

    public static void WriteWord(byte[] bytes, int word, uint value)
    {
        Debug.Assert(
            (uint)word < (uint)(bytes.Length / LfsImage.WordBytes),
            "A word is written inside the image.");
        int at = word * LfsImage.WordBytes;
        bytes[at] = (byte)(value & 0xFF);
        bytes[at + 1] = (byte)(value >> 8 & 0xFF);
        bytes[at + 2] = (byte)(value >> 16 & 0xFF);
        bytes[at + 3] = (byte)(value >> 24);
    }

    public static T Read<T>(byte[] bytes, int word) where T : unmanaged
    {
        Debug.Assert(
            word >= 0 && word * LfsImage.WordBytes + Marshal.SizeOf<T>() <= bytes.Length,
            "A record is read from inside the image.");
        Debug.Assert(BitConverter.IsLittleEndian, "Records are copied as they lie in flash.");
#if NET
        return MemoryMarshal.Read<T>(bytes.AsSpan(word * LfsImage.WordBytes));
#else
        var pinned = GCHandle.Alloc(bytes, GCHandleType.Pinned);
        try
        {
            return Marshal.PtrToStructure<T>(pinned.AddrOfPinnedObject() + word * LfsImage.WordBytes);
        }
        finally
        {
            pinned.Free();
        }
#endif
    }

    public static void Write<T>(byte[] bytes, int word, T record) where T : unmanaged
    {
        Debug.Assert(
            word >= 0 && word * LfsImage.WordBytes + Marshal.SizeOf<T>() <= bytes.Length,
            "A record is written inside the image.");
        Debug.Assert(BitConverter.IsLittleEndian, "Records are copied as they lie in flash.");
#if NET
        MemoryMarshal.Write(bytes.AsSpan(word * LfsImage.WordBytes), in record);
#else
        var pinned = GCHandle.Alloc(bytes, GCHandleType.Pinned);
        try
        {
            Marshal.StructureToPtr(record, pinned.AddrOfPinnedObject() + word * LfsImage.WordBytes, false);
        }
        finally
        {
            pinned.Free();
        }
#endif
    }
}
