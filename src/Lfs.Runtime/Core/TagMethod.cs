using System.Runtime.CompilerServices;

namespace Lfs.Runtime.Core;

/// <summary>
/// The metamethods of both versions, in 5.3's order; 5.1 lacks some. The first six are cached as absent.
/// </summary>
enum Event
{
    Index,
    NewIndex,
    Gc,
    Mode,
    Len,
    Eq,
    Add,
    Sub,
    Mul,
    Mod,
    Pow,
    Div,
    IDiv,
    BAnd,
    BOr,
    BXor,
    Shl,
    Shr,
    Unm,
    BNot,
    Lt,
    Le,
    Concat,
    Call,
}

// ltm.c: finding metamethods.
unsafe partial class Tables<T>
{
    /// <summary>The names in the order in which the version creates them; empty where it lacks one.</summary>
    internal static string[] EventNames { get; } = T.EventNames;

    internal const Event LastFastEvent = Event.Eq;

    /// <summary>
    /// A metamethod of a metatable, or null (ltm.h, fasttm). For the first six events absence is remembered.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal T* FastTagMethod(uint metatable, Event e)
    {
        // The flags of a table and of a ROTable lie at the same place.
        if ((TableAt(metatable)->Flags & (1 << (int)e)) != 0)
            return null;
        return FindTagMethod(metatable, e);
    }

    /// <summary>Looks a metamethod up, and remembers that it is absent (ltm.c, luaT_gettm).</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    T* FindTagMethod(uint metatable, Event e)
    {
        T* method = GetStringAny(metatable, TmName[(int)e]);
        if (method->Tag != Tag<T>.Nil)
            return method;
        if (!InRom(metatable))
            TableAt(metatable)->Flags |= (byte)(1 << (int)e);
        return null;
    }

    /// <summary>The metatable of any value, or 0.</summary>
    internal uint MetatableOf(T* value)
    {
        int tag = value->Tag;
        if (tag == Tag<T>.Table || tag == Tag<T>.RoTable)
            return TableAt(value->Ref)->Metatable;
        if (tag == Tag<T>.Userdata)
            return ((Udata<T>*)At(value->Ref))->Metatable;
        return Mt[Tag<T>.Basic(tag)];
    }

    /// <summary>The metamethod of any value, or nil (ltm.c, luaT_gettmbyobj).</summary>
    internal T* TagMethodOf(T* value, Event e)
    {
        uint metatable = MetatableOf(value);
        return metatable == 0 ? _nil : GetStringAny(metatable, TmName[(int)e]);
    }

    /// <summary>The value under a string key of a table in RAM or ROM.</summary>
    internal T* GetStringAny(uint table, uint key) =>
        InRom(table) ? GetRo(table, key) : GetString(TableAt(table), key);

    /// <summary>The value under any key of a table in RAM or ROM.</summary>
    internal T* GetAny(uint table, T* key)
    {
        if (!InRom(table))
            return Get(TableAt(table), key);
        return key->Tag == Tag<T>.String ? GetRo(table, key->Ref) : _nil;
    }
}
