using System.Diagnostics;

namespace Lfs.Runtime.Core;

// lua_stripdebug: debug data that is dropped when a chunk is compiled, or later. Levels: 0 nothing, 1 names
// of locals and upvalues, 2 line info too.
unsafe partial class Introspection<T>
{
    const int MostStripped = 2;

    /// <summary>The level for what is compiled from now on; set first, if the argument is one.</summary>
    internal int StripDefault(int level)
    {
        if (level is >= 0 and <= MostStripped)
            Vm.StripDefault = level;
        return Vm.StripDefault;
    }

    /// <summary>
    /// Drops debug data of the Lua function at an index and of those in it. Gives the bytes that got free;
    /// -1, and nothing dropped, if it is another function, lies in ROM, or there is no such level.
    /// </summary>
    internal int StripFunction(int index, int level)
    {
        T* value = Vm.ValueAt(index);
        if (value->Tag != Tag<T>.Function || ClosureAt(value->Ref)->IsHost)
            return -1;
        uint proto = ClosureAt(value->Ref)->Code;
        return InRom(proto) || level is < 0 or > MostStripped ? -1 : StripProto(ProtoAt(proto), level);
    }

    internal int StripProto(Proto<T>* f, int level)
    {
        Debug.Assert(!InRom(Addr(f)), "A prototype in ROM keeps its debug data.");
        Debug.Assert(level is >= 0 and <= MostStripped, "There is such a level.");
        int bytes = 0;
        for (uint i = 0; i < f->SizeP; i++)
            bytes += StripProto(ProtoAt(((uint*)At(f->P))[i]), level);
        if (level >= 1)
            bytes += StripNames(f);
        if (level >= 2)
            bytes += StripLines(f);
        return bytes;
    }

    int StripNames(Proto<T>* f)
    {
        uint bytes = f->SizeLocVars * (uint)sizeof(LocVarRecord);
        Vm.Free(f->LocVars, bytes);
        f->LocVars = 0;
        f->SizeLocVars = 0;
        if (T.UpvaluesHavePlaces)
        {
            for (uint i = 0; i < f->SizeUpvalues; i++)
                ((UpvalDesc*)At(f->Upvalues))[i].Name = 0;
            return (int)bytes;
        }
        Vm.Free(f->Upvalues, f->SizeUpvalues * 4);
        bytes += f->SizeUpvalues * 4;
        f->Upvalues = 0;
        f->SizeUpvalues = 0;
        return (int)bytes;
    }

    int StripLines(Proto<T>* f)
    {
        uint bytes = Vm.LineInfoBytes(f);
        Vm.Free(f->LineInfo, bytes);
        f->LineInfo = 0;
        if (T.LineInfoHasSize)
            f->SizeLineInfo = 0;
        return (int)bytes;
    }
}
