using System.Diagnostics;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;

namespace Lfs.Runtime.Core;

unsafe partial class Chunks<T>
{
    // The vectors of the Protos that grow, and of the compiler itself: lmem.c, luaM_growvector.
    internal sealed partial class CompilerRam
    {
        /// <summary>The block of a vector of the whole compilation; null if each function has the
        /// vector.</summary>
        static int? BlockOf(CompilerVector vector) => vector switch
        {
            CompilerVector.Declared => Declared,
            CompilerVector.Labels => Labels,
            CompilerVector.Gotos => Gotos,
            _ => null,
        };

        // 5.1 keeps its declared locals on the C stack, and has no labels.
        static uint ElementBytes(CompilerVector vector) => vector switch
        {
            CompilerVector.Code or CompilerVector.Protos => 4,
            CompilerVector.Lines => 1,
            CompilerVector.Constants => (uint)sizeof(T),
            CompilerVector.LocVars => (uint)sizeof(LocVarRecord),
            CompilerVector.Upvalues => (uint)T.UpvalueBytes,
            CompilerVector.Declared => (uint)T.DeclaredBytes,
            _ => (uint)T.LabelBytes,
        };

        Proto<T>* ProtoOf(Function function) => _vm.ProtoAt(function.Proto);

        static uint AddressOf(Proto<T>* f, CompilerVector vector) => vector switch
        {
            CompilerVector.Code => f->Code,
            CompilerVector.Lines => f->LineInfo,
            CompilerVector.Constants => f->K,
            CompilerVector.LocVars => f->LocVars,
            CompilerVector.Upvalues => f->Upvalues,
            CompilerVector.Protos => f->P,
            _ => throw new UnreachableException($"A Proto has no vector {vector}."),
        };

        uint LengthOf(Function function, CompilerVector vector)
        {
            Proto<T>* f = ProtoOf(function);
            return vector switch
            {
                CompilerVector.Code => f->SizeCode,
                CompilerVector.Lines => function.LineBytes,
                CompilerVector.Constants => f->SizeK,
                CompilerVector.LocVars => f->SizeLocVars,
                CompilerVector.Upvalues => f->SizeUpvalues,
                CompilerVector.Protos => f->SizeP,
                _ => throw new UnreachableException($"A Proto has no vector {vector}."),
            };
        }

        void Set(Function function, CompilerVector vector, uint at, uint length)
        {
            Proto<T>* f = ProtoOf(function);
            switch (vector)
            {
                case CompilerVector.Code:
                    (f->Code, f->SizeCode) = (at, length);
                    break;
                case CompilerVector.Lines:
                    (f->LineInfo, function.LineBytes) = (at, length);
                    if (T.LineInfoHasSize)
                        f->SizeLineInfo = length;
                    break;
                case CompilerVector.Constants:
                    (f->K, f->SizeK) = (at, length);
                    break;
                case CompilerVector.LocVars:
                    (f->LocVars, f->SizeLocVars) = (at, length);
                    break;
                case CompilerVector.Upvalues:
                    (f->Upvalues, f->SizeUpvalues) = (at, length);
                    break;
                case CompilerVector.Protos:
                    (f->P, f->SizeP) = (at, length);
                    break;
                default:
                    throw new UnreachableException($"A Proto has no vector {vector}.");
            }
        }

        // lmem.c, luaM_growaux_: doubles.
        static int DoubledFor(int size, int count)
        {
            while (size < count)
                size = Math.Max(MinVector, 2 * size);
            return size;
        }

        void Grow(Function function, CompilerVector vector, int count)
        {
            int size = (int)LengthOf(function, vector);
            if (count > size)
                Resize(function, vector, (uint)DoubledFor(size, count));
        }

        void Resize(Function function, CompilerVector vector, uint length)
        {
            uint old = LengthOf(function, vector);
            if (length == old)
                return;
            uint element = ElementBytes(vector);
            if (length > old)
                _vm.Vm.TakeHost((long)HostFactor * element * (length - old));
            uint at = _vm.Vm.Realloc(AddressOf(ProtoOf(function), vector), old * element, length * element);
            Set(function, vector, at, length);
            if (length > old)
                Clear(vector, at, old, length);
            else if (vector == CompilerVector.Lines && !T.LineInfoHasSize)
                *(byte*)_vm.At(at + length - 1) = 0;
        }

        // What is not in use yet refers to nothing. 5.1 finds the length of line info by its zero byte.
        void Clear(CompilerVector vector, uint at, uint from, uint to)
        {
            uint element = ElementBytes(vector);
            Span<byte> added = new(_vm.At(at + from * element), (int)((to - from) * element));
            if (vector != CompilerVector.Lines || T.LineInfoHasSize)
            {
                added.Clear();
                return;
            }
            added.Fill(FillByte);
            added[^1] = 0;
            if (from > 0)
                *(byte*)_vm.At(at + from - 1) = FillByte;
        }

        // The open function gets room for one more function inside it.
        void MakeRoomForProto()
        {
            Debug.Assert(_functions.Count > 0, "The outer function is open.");
            Grow(_functions[^1], CompilerVector.Protos, _functions[^1].Protos + 1);
        }

        void AddProto(uint proto)
        {
            Function function = _functions[^1];
            Proto<T>* f = ProtoOf(function);
            ((uint*)_vm.At(f->P))[function.Protos++] = proto;
            _vm.Vm.BarrierObject((GcHeader*)f, proto);
        }

        void GrowShared(int block, uint element, int count)
        {
            if (element == 0)
                return;
            int size = (int)(_blocks[block].Bytes / element);
            if (count > size)
                Resize(block, element * (uint)DoubledFor(size, count));
        }

        void Resize(int block, uint bytes)
        {
            (uint at, uint old) = _blocks[block];
            if (bytes > old)
                _vm.Vm.TakeHost((long)HostFactor * (bytes - old));
            if (bytes != old)
                _blocks[block] = new Block(_vm.Vm.Realloc(at, old, bytes), bytes);
        }

        /// <summary>Writes what the host's compiler has made into a Proto whose vectors have their
        /// length.</summary>
        void Fill(Proto<T>* f, Proto source)
        {
            Debug.Assert(f->SizeCode == source.Code.Length, "The code was cut to its length.");
            Debug.Assert(f->SizeK == source.Constants.Length, "The constants were cut to their number.");
            _vm.Vm.HearCancellation();
            _vm.Vm.Charge(16 + ((source.Code.Length + source.LineInfo.Length) >> 4) + source.Constants.Length
                + source.LocVars.Length);
            f->LineDefined = (uint)source.LineDefined;
            f->LastLine = (uint)source.LastLineDefined;
            f->NumParams = source.NumParams;
            f->IsVararg = source.IsVararg;
            f->MaxStackSize = source.MaxStackSize;
            source.Code.AsSpan().CopyTo(new Span<uint>(_vm.At(f->Code), source.Code.Length));
            source.LineInfo.AsSpan().CopyTo(new Span<byte>(_vm.At(f->LineInfo), source.LineInfo.Length));
            LocVarRecord* locals = (LocVarRecord*)_vm.At(f->LocVars);
            for (int i = 0; i < source.LocVars.Length; i++)
                (locals[i].StartPc, locals[i].EndPc) = (source.LocVars[i].StartPc, source.LocVars[i].EndPc);
            FillUpvalues(f, source.Upvalues);
        }

        void FillUpvalues(Proto<T>* f, UpvalueDescriptor[] upvalues)
        {
            Debug.Assert(f->SizeUpvalues == upvalues.Length, "The upvalues were cut to their number.");
            if (!T.UpvaluesHavePlaces)
            {
                f->NumUpvalues = (byte)upvalues.Length;
                return;
            }
            UpvalDesc* descriptors = (UpvalDesc*)_vm.At(f->Upvalues);
            for (int i = 0; i < upvalues.Length; i++)
            {
                descriptors[i].InStack = (byte)(upvalues[i].InStack ? 1 : 0);
                descriptors[i].Index = upvalues[i].Index;
            }
        }
    }
}
