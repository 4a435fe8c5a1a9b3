using Lfs.Compiler;
using Lfs.Compiler.Bytecode;

namespace Lfs.Runtime.Core;

// ldump.c: a function that lies in RAM or flash becomes a precompiled chunk again.
unsafe partial class Chunks<T>
{
    /// <summary>
    /// The bytes of a Lua function as a precompiled chunk; null with a reason if it cannot be dumped.
    /// </summary>
    internal byte[]? Dump(int index, DebugLevel strip, out string? error)
    {
        T* value = Vm.ValueAt(index);
        error = "unable to dump given function";
        if (value->Tag != Tag<T>.Function || ClosureAt(value->Ref)->IsHost)
            return null;
        Proto<T>* f = ProtoAt(ClosureAt(value->Ref)->Code);
        // Functions share strings, which a chunk repeats: it may be much longer than what it is made of.
        Vm.RequireHeapFor(LeastBytes(f));
        long hostBytes = Vm.HostBytes;
        try
        {
            TakeHostFor(f);
            Proto main = ReadProto(f);
            // 5.1 takes any level but 0 for a full strip.
            DumpedChunk dumped = T.Is53 ? LfsCompiler.Dump(main, T.Target, strip)
                : LfsCompiler.Dump(main, T.Target, strip != DebugLevel.Full);
            error = dumped.Error;
            Vm.Spend((dumped.Bytes?.Length ?? 0) >> 2);
            return dumped.Bytes;
        }
        finally
        {
            Vm.HostBytes = hostBytes;
        }
    }

    /// <summary>Bytes that a chunk of a function has at least: its code, and its constants' text.</summary>
    long LeastBytes(Proto<T>* f)
    {
        long bytes = 4L * f->SizeCode;
        for (uint i = 0; i < f->SizeK; i++)
        {
            T* k = Slot(f->K) + i;
            bytes += Tag<T>.IsString(k->Tag) ? Vm.BytesOf(k->Ref).Length : 1;
        }
        for (uint i = 0; i < f->SizeP; i++)
            bytes += LeastBytes(ProtoAt(((uint*)At(f->P))[i]));
        return bytes;
    }

    /// <summary>Takes what it needs of .NET's memory to read a function and to write it.</summary>
    void TakeHostFor(Proto<T>* f)
    {
        const int ProtoBytes = 512;
        const int EntryBytes = 32;
        const int Copies = 4;       // The part that was read, the chunk, and room for as much again.
        Vm.TakeHost(ProtoBytes + Copies * (4L * f->SizeCode + Vm.LineInfoBytes(f) + NameBytes(f->Source)));
        Vm.TakeHost(EntryBytes * ((long)f->SizeK + f->SizeLocVars + f->NumUpvalues));
        for (uint i = 0; i < f->SizeK; i++)
        {
            T* k = Slot(f->K) + i;
            if (Tag<T>.IsString(k->Tag))
                Vm.TakeHost(Copies * NameBytes(k->Ref));
        }
        for (uint i = 0; i < f->SizeLocVars; i++)
            Vm.TakeHost(Copies * NameBytes(((LocVarRecord*)At(f->LocVars))[i].Name));
        for (uint i = 0; i < f->SizeUpvalues; i++)
            Vm.TakeHost(Copies * NameBytes(*(uint*)At(f->Upvalues + i * (uint)T.UpvalueBytes)));
        for (uint i = 0; i < f->SizeP; i++)
            TakeHostFor(ProtoAt(((uint*)At(f->P))[i]));
    }

    long NameBytes(uint address) => address == 0 ? 0 : 64 + Vm.BytesOf(address).Length;

    Proto ReadProto(Proto<T>* f)
    {
        Vm.Spend(64 + ((f->SizeCode + Vm.LineInfoBytes(f)) >> 2) + 4 * f->SizeK + 4 * f->SizeLocVars
            + 4 * f->SizeUpvalues);
        return new Proto
        {
            Source = ReadName(f->Source),
            LineDefined = (int)f->LineDefined,
            LastLineDefined = (int)f->LastLine,
            NumParams = f->NumParams,
            IsVararg = f->IsVararg,
            MaxStackSize = f->MaxStackSize,
            Code = new ReadOnlySpan<uint>(At(f->Code), (int)f->SizeCode).ToArray(),
            LineInfo = new ReadOnlySpan<byte>(At(f->LineInfo), (int)Vm.LineInfoBytes(f)).ToArray(),
            Constants = ReadConstants(f),
            Protos = ReadChildren(f),
            LocVars = ReadLocals(f),
            Upvalues = ReadUpvalues(f),
        };
    }

    LuaString? ReadName(uint address) => address == 0 ? null : new LuaString(Vm.BytesOf(address).ToArray());

    Constant[] ReadConstants(Proto<T>* f)
    {
        var constants = new Constant[f->SizeK];
        for (int i = 0; i < constants.Length; i++)
        {
            T* k = Slot(f->K) + i;
            constants[i] = Tag<T>.Basic(k->Tag) switch
            {
                1 => Constant.Boolean(k->Ref != 0),
                3 when !T.HasFloats || k->Tag == Tag<T>.Integer => Constant.Integer(k->Int),
                3 => Constant.Float(k->Float),
                4 => Constant.String(ReadName(k->Ref)!),
                _ => Constant.Nil,
            };
        }
        return constants;
    }

    Proto[] ReadChildren(Proto<T>* f)
    {
        var children = new Proto[f->SizeP];
        for (int i = 0; i < children.Length; i++)
            children[i] = ReadProto(ProtoAt(((uint*)At(f->P))[i]));
        return children;
    }

    LocVar[] ReadLocals(Proto<T>* f)
    {
        var locals = new LocVar[f->SizeLocVars];
        for (int i = 0; i < locals.Length; i++)
        {
            LocVarRecord record = ((LocVarRecord*)At(f->LocVars))[i];
            locals[i] = new LocVar(ReadName(record.Name), record.StartPc, record.EndPc);
        }
        return locals;
    }

    UpvalueDescriptor[] ReadUpvalues(Proto<T>* f)
    {
        var upvalues = new UpvalueDescriptor[f->NumUpvalues];
        for (int i = 0; i < upvalues.Length; i++)
        {
            if (T.UpvaluesHavePlaces)
            {
                UpvalDesc desc = ((UpvalDesc*)At(f->Upvalues))[i];
                upvalues[i] = new UpvalueDescriptor(ReadName(desc.Name), desc.InStack != 0, desc.Index);
            }
            else if (f->SizeUpvalues != 0)
            {
                upvalues[i] = new UpvalueDescriptor(ReadName(((uint*)At(f->Upvalues))[i]), false, 0);
            }
        }
        return upvalues;
    }
}
