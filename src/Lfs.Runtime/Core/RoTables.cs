using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Lfs.Runtime.Core;

// The ROTable part of NodeMCU's ltable.c: libraries are vectors of (name, value) in flash, searched through a
// small cache. The cache lives outside the modelled RAM, as the device's lies outside the Lua heap.
unsafe partial class Tables<T>
{
    const int RoCacheLines = 256;
    readonly RoCacheLine[] _roCache = new RoCacheLine[RoCacheLines];

    // The same for keys that were not found. As long as no string is freed, a key stays what it was.
    readonly RoMiss[] _roMisses = new RoMiss[RoCacheLines];

    /// <summary>
    /// A table, the key that was looked up in it last at this line, and the entry that was found.
    /// </summary>
    struct RoCacheLine
    {
        public uint Table;
        public uint Key;
        public uint Entry;
    }

    struct RoMiss
    {
        public ulong FreedStrings;
        public uint Table;
        public uint Key;
    }

    /// <summary>Bytes of an entry: the address of its name, then the value.</summary>
    internal static int RoEntryBytes => 4 + sizeof(T);

    /// <summary>The value under a string key of a ROTable, or nil.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal T* GetRo(uint table, uint key)
    {
        ref RoCacheLine line = ref RoLine(table, StringAt(key)->Hash);
        // A string in ROM is always the same one. In RAM strings come and go at an address: names are
        // compared.
        if (line.Table == table && line.Key == key && InRom(key))
            return (T*)At(line.Entry + 4);
        return FindRo(table, StringAt(key), ref line);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    ref RoCacheLine RoLine(uint table, uint hash) => ref _roCache[RoIndex(table, hash)];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static uint RoIndex(uint table, uint hash) =>
        unchecked((29 * table) ^ (37 * hash)) >> 4 & (RoCacheLines - 1);

    [MethodImpl(MethodImplOptions.NoInlining)]
    T* FindRo(uint table, TString* key, ref RoCacheLine line)
    {
        Debug.Assert(InRom(table), "A ROTable lies in ROM.");
        if (line.Table == table && IsNamed(line.Entry, key))
        {
            line.Key = Addr(key);
            return (T*)At(line.Entry + 4);
        }
        if (LengthOf(key) > T.MaxRoName)
            return _nil;
        ref RoMiss miss = ref _roMisses[RoIndex(table, key->Hash)];
        if (miss.Table == table && miss.Key == Addr(key) && miss.FreedStrings == FreedStrings)
            return _nil;
        uint entry = EntryOf(table, key);
        if (entry == 0)
        {
            miss = new RoMiss { Table = table, Key = Addr(key), FreedStrings = FreedStrings };
            return _nil;
        }
        line = new RoCacheLine { Table = table, Key = Addr(key), Entry = entry };
        return (T*)At(entry + 4);
    }

    /// <summary>The address of the entry that has a name; 0 if none has it.</summary>
    uint EntryOf(uint table, TString* key)
    {
        Debug.Assert(InRom(((RoTable*)At(table))->Entries), "The entries of a ROTable lie in ROM.");
        uint first = ((RoTable*)At(table))->Entries;
        uint entry = first;
        while (*(uint*)At(entry) != 0 && !IsNamed(entry, key))
            entry += (uint)RoEntryBytes;
        Charge((entry - first) / RoEntryBytes >> 2);
        return *(uint*)At(entry) != 0 ? entry : 0;
    }

    bool IsNamed(uint entry, TString* key)
    {
        byte* name = At(*(uint*)At(entry));
        int length = (int)LengthOf(key);
        byte* text = (byte*)(key + 1);
        // The key ends with a NUL of its own, so comparing one more byte compares the ends.
        for (int i = 0; i <= length; i++)
        {
            if (name[i] != text[i])
                return false;
        }
        return true;
    }

    /// <summary>Like <see cref="NextEntry"/>, for a ROTable. A string that is no key is taken for the last.
    /// </summary>
    /// <remarks>
    /// After a key of another type the reference gives the key back, with what lies above the stack. Source:
    /// ltable.c, <c>rotable_next</c>.
    /// </remarks>
    internal bool NextRoEntry(uint table, T* key)
    {
        Debug.Assert(InRom(table), "A ROTable lies in ROM.");
        uint entry = ((RoTable*)At(table))->Entries;
        if (key->Tag != Tag<T>.Nil)
        {
            if (key->Tag != Tag<T>.String)
                throw Introspection.RunErrorException("invalid key to 'next'");
            entry = EntryOf(table, StringAt(key->Ref));
            if (entry == 0)
                return false;
            entry += (uint)RoEntryBytes;
        }
        uint name = *(uint*)At(entry);
        if (name == 0)
            return false;
        SetString(key, NewString(CString(name)));
        key[1] = *(T*)At(entry + 4);
        return true;
    }

    /// <summary>The bytes of a C string in the flat memory.</summary>
    internal ReadOnlySpan<byte> CString(uint address)
    {
        byte* text = At(address);
        int length = 0;
        while (text[length] != 0)
            length++;
        return new ReadOnlySpan<byte>(text, length);
    }
}
