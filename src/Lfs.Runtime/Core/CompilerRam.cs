using System.Diagnostics;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;

namespace Lfs.Runtime.Core;

// What compiling takes on a device: llex.c, lcode.c and lparser.c of both versions. The compiler is the
// host's, but the Protos grow in the modelled heap while it works, at the moments when a device's would: so
// memory runs out, strings enter the string table and the collector works as on a device.
unsafe partial class Chunks<T>
{
    /// <summary>Texts that are being compiled: a reader function or a finalizer may load one within
    /// another.</summary>
    internal readonly List<CompilerRam> Compiling = [];

    /// <summary>The memory of one compilation.</summary>
    internal sealed partial class CompilerRam : ICompilerMemory, IDisposable
    {
        const int MinVector = 4;

        /// <summary>Bytes that the host's compiler takes for each byte of a device's vectors.</summary>
        const int HostFactor = 4;

        /// <summary>Bytes that it takes for a string, beside the text.</summary>
        const int StringBytes = 128;

        /// <summary>Fills 5.1's line info that is not in use yet; a zero byte ends it: lcode.c.</summary>
        const byte FillByte = 0x7F;

        // The vectors of the whole compilation.
        const int Buffer = 0;
        const int Declared = 1;
        const int Labels = 2;
        const int Gotos = 3;
        const int SharedBlocks = 4;

        readonly record struct Block(uint At, uint Bytes);

        readonly Chunks<T> _vm;

        public bool IsStackFull => _vm.Vm.IsHostStackFull;

        readonly Block[] _blocks = new Block[SharedBlocks];

        /// <summary>A function that is open.</summary>
        /// <param name="proto">Its Proto.</param>
        sealed class Function(uint proto)
        {
            /// <summary>The address of its Proto.</summary>
            public uint Proto { get; } = proto;

            /// <summary>The number of functions in it so far.</summary>
            public int Protos { get; set; }

            /// <summary>The length of its line info, in bytes. 5.1's Proto does not know it.</summary>
            public uint LineBytes { get; set; }
        }

        // Outermost first.
        readonly List<Function> _functions = [];

        // 5.3: long strings are not interned, but a chunk has one each.
        readonly Dictionary<LuaString, uint> _longStrings = [];

        /// <summary>The scanner's table: in 5.3 one for all, in 5.1 that of the function that is
        /// open.</summary>
        uint _table;

        readonly LuaString _name;

        // The chunk's name as a string of the device.
        uint _source;

        // The Proto of the main function, which no open function need refer to.
        uint _main;

        // The constant that was looked up last.
        T _constant;

        /// <summary>5.3: the closure of the main function.</summary>
        public uint Closure { get; private set; }

        /// <summary>5.3: the thread that compiles, and the place in its stack where the closure would be. A
        /// device has the unfinished closure there, where a program could find and call it.</summary>
        public (uint Thread, uint Place) Anchor { get; }

        /// <summary>Begins to compile a text.</summary>
        /// <param name="vm">The state. Its stack gets values that stay until the chunk is complete.</param>
        /// <param name="name">The chunk's name.</param>
        /// <remarks>Source: lparser.c, <c>luaY_parser</c>.</remarks>
        public CompilerRam(Chunks<T> vm, LuaString name)
        {
            _vm = vm;
            _name = name;
            vm.Compiling.Add(this);
            try
            {
                Anchor = (Addr(vm.Vm.Running), vm.Vm.SaveStack(vm.Top));
                if (T.Is53)
                {
                    Closure = vm.Vm.NewClosureOfChunk53();
                    PushNil();
                    PushTable();
                    _main = vm.Vm.NewProto();
                    _vm.ClosureAt(Closure)->Code = _main;
                    vm.Vm.BarrierObject((GcHeader*)_vm.ClosureAt(Closure), _main);
                    _source = vm.Vm.NewString(name.Bytes);
                    Remember(name, _source);
                    _vm.ProtoAt(_main)->Source = _source;
                }
                else
                {
                    _source = vm.Vm.NewString(name.Bytes);
                    PushString(_source);
                }
                Resize(Buffer, LuaState<T>.MinBuffer);
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        /// <summary>The vectors of the whole compilation, with their sizes in bytes.</summary>
        public IEnumerable<(uint At, uint Bytes)> Blocks => _blocks.Select(block => (block.At, block.Bytes));

        /// <summary>5.1: the Protos that the collector must keep. A device has them on the stack.</summary>
        public IEnumerable<uint> Protos => [_main, .. _functions.Select(function => function.Proto)];

        /// <summary>Gives back what only the compiler needed. What is on the stack stays there.</summary>
        /// <remarks>Source: ldo.c, <c>luaD_protectedparser</c>.</remarks>
        public void Dispose()
        {
            foreach (Block block in _blocks)
                _vm.Vm.Free(block.At, block.Bytes);
            Array.Clear(_blocks);
            _vm.Compiling.Remove(this);
        }

        /// <summary>Pushes the closure of the text, which is compiled.</summary>
        /// <remarks>Source: lparser.c, <c>luaY_parser</c>; ldo.c, <c>f_parser</c>.</remarks>
        public void Finish()
        {
            Proto<T>* main = _vm.ProtoAt(_main);
            _vm.Vm.Introspection.StripProto(main, _vm.Vm.StripDefault);
            if (T.Is53)
            {
                _vm.Top--;      // The scanner's table.
                SetRef(_vm.Top, Tag<T>.Function, Closure);
                _vm.Top++;
                _vm.Vm.CompleteChunk53(Closure);
                return;
            }
            _vm.Top--;          // The name.
            uint closure = _vm.Vm.NewLuaClosure(_main, _vm.L51->Globals.Ref);
            SetRef(_vm.Top, Tag<T>.Function, closure);
            _vm.Top++;
            for (int i = 0; i < main->NumUpvalues; i++)
                UpvalRefs(_vm.ClosureAt(closure))[i] = _vm.Vm.NewUpval();
        }

        public void OpenFunction()
        {
            uint proto = T.Is53 ? OpenFunction53() : _vm.Vm.NewProto();
            if (_main == 0)
                _main = proto;
            _functions.Add(new Function(proto));
            _vm.ProtoAt(proto)->Source = _source;
            _vm.Vm.BarrierObject((GcHeader*)_vm.ProtoAt(proto), _source);
            if (T.SharesScannerTable)
                return;
            PushTable();
            PushNil();          // The Proto: see Protos.
        }

        // lparser.c of 5.3, addprototype.
        uint OpenFunction53()
        {
            if (_functions.Count == 0)
                return _main;
            MakeRoomForProto();
            uint proto = _vm.Vm.NewProto();
            AddProto(proto);
            return proto;
        }

        public void CloseFunction(Proto proto)
        {
            Debug.Assert(_functions.Count > 0, "The function to close is open.");
            uint closed = _functions[^1].Proto;
            Fill(_vm.ProtoAt(closed), proto);
            _functions.RemoveAt(_functions.Count - 1);
            if (T.SharesScannerTable)
            {
                _vm.Vm.CheckGc();
                return;
            }
            _vm.Top -= 2;
            if (_functions.Count == 0)
                return;
            _table = _vm.Top[-2].Ref;
            // lparser.c of 5.1, pushclosure.
            MakeRoomForProto();
            AddProto(closed);
        }

        public void Need(int level, CompilerVector vector, int count)
        {
            Debug.Assert(count >= 0, "The number of elements is not negative.");
            if (BlockOf(vector) is int block)
            {
                GrowShared(block, ElementBytes(vector), count);
                return;
            }
            Grow(_functions[level], vector, count);
            if (vector != CompilerVector.Constants)
                return;
            Proto<T>* f = ProtoOf(_functions[level]);
            T* k = _vm.Slot(f->K) + (count - 1);
            *k = _constant;
            _vm.Vm.Barrier((GcHeader*)f, k);
        }

        public void Name(int level, CompilerVector vector, int index, LuaString name)
        {
            Proto<T>* f = ProtoOf(_functions[level]);
            uint text = AddressOf(name);
            if (vector == CompilerVector.LocVars)
                ((LocVarRecord*)_vm.At(f->LocVars))[index].Name = text;
            else
                *(uint*)_vm.At(f->Upvalues + (uint)index * (uint)T.UpvalueBytes) = text;
            _vm.Vm.BarrierObject((GcHeader*)f, text);
        }

        public void Cut(CompilerVector vector, int count)
        {
            Debug.Assert(BlockOf(vector) == null, "The vectors of a function are cut.");
            Resize(_functions[^1], vector, (uint)count);
        }

        public void NeedText(int bytes)
        {
            uint size = _blocks[Buffer].Bytes;
            while (size < bytes)
                Resize(Buffer, size *= 2);
        }

        public void AddString(LuaString text)
        {
            uint at = _vm.Vm.NewString(text.Bytes);
            PushString(at);
            if (Insert())
            {
                _vm.Vm.TakeHost(StringBytes + text.Length);
                Remember(text, at);
                if (T.CollectsInCompiler)
                    _vm.Vm.CheckGc();
            }
            _vm.Top--;
        }

        public void AddConstant(Constant constant)
        {
            _vm.Vm.CheckStack(1);
            T* key = _vm.Top;
            T value;
            SetNil(&value);
            switch (constant.Kind)
            {
                case ConstantKind.Nil:
                    SetRef(key, Tag<T>.Table, _table);
                    break;
                case ConstantKind.Boolean:
                    SetBoolean(key, constant.AsBoolean);
                    value = *key;
                    break;
                case ConstantKind.Float:
                    SetNumber(key, constant.AsFloat);
                    value = *key;
                    break;
                case ConstantKind.Integer when T.HasIntegers:
                    SetRef(key, Tag<T>.LightUserdata, unchecked((uint)constant.AsInteger));
                    SetInteger(&value, constant.AsInteger);
                    break;
                case ConstantKind.Integer:
                    SetInteger(key, constant.AsInteger);
                    value = *key;
                    break;
                case ConstantKind.String:
                    _vm.Vm.SetString(key, AddressOf(constant.Text!));
                    value = *key;
                    break;
            }
            _constant = value;
            _vm.Top++;
            Insert();
            _vm.Top--;
        }

        uint AddressOf(LuaString text) =>
            _longStrings.TryGetValue(text, out uint at) ? at : _vm.Vm.NewString(text.Bytes);

        void Remember(LuaString text, uint at)
        {
            if (text.Bytes.Length > T.MaxInternedLength)
                _longStrings.TryAdd(text, at);
        }

        /// <summary>Makes the value on top a key of the scanner's table. Whether it was none.</summary>
        bool Insert()
        {
            T* slot = _vm.Vm.Set(_vm.TableAt(_table), _vm.Top - 1);
            if (slot->Tag != Tag<T>.Nil)
                return false;
            SetBoolean(slot, true);
            return true;
        }

        void PushString(uint text)
        {
            _vm.Vm.CheckStack(1);
            _vm.Vm.SetString(_vm.Top, text);
            _vm.Top++;
        }

        void PushNil()
        {
            _vm.Vm.CheckStack(1);
            SetNil(_vm.Top);
            _vm.Top++;
        }

        void PushTable()
        {
            _table = _vm.Vm.NewTable();
            _vm.Vm.CheckStack(1);
            SetRef(_vm.Top, Tag<T>.Table, _table);
            _vm.Top++;
        }
    }
}
