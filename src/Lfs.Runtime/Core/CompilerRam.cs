using System.Diagnostics;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;

namespace Lfs.Runtime.Core;

// What compiling takes on a device: llex.c, lcode.c and lparser.c of both versions. The compiler is the
// host's, but the same blocks come from the modelled heap at the same moments, and strings and the scanner's
// table are made there: so memory runs out, strings enter the string table and the collector works as on a
// device. The blocks go back when the text is read; then the finished Protos are placed (ChunkLoader).
unsafe partial class Chunks<T>
{
    /// <summary>Texts that are being compiled: a reader function or a finalizer may load one within
    /// another.</summary>
    internal readonly List<CompilerRam> Compiling = [];

    /// <summary>The memory of one compilation.</summary>
    internal sealed class CompilerRam : ICompilerMemory, IDisposable
    {
        const int MinVector = 4;

        /// <summary>Bytes that the host's compiler takes for each byte of a device's vectors.</summary>
        const int HostFactor = 4;

        /// <summary>Bytes that it takes for a string, beside the text.</summary>
        const int StringBytes = 128;

        // Blocks of the whole compilation, and then, from its first one, those of each function.
        const int Buffer = 0;
        const int MainClosure = 1;
        const int Declared = 2;
        const int Labels = 3;
        const int Gotos = 4;
        const int SharedBlocks = 5;
        const int ProtoBlock = 0;
        const int Code = 1;
        const int Lines = 2;
        const int Constants = 3;
        const int LocVars = 4;
        const int Upvalues = 5;
        const int Protos = 6;
        const int FunctionBlocks = 7;

        readonly record struct Block(uint At, uint Bytes);

        struct Function
        {
            public int FirstBlock;
            public int Protos;
        }

        readonly Chunks<T> _vm;

        public bool IsStackFull => _vm.Vm.IsHostStackFull;

        readonly List<Block> _blocks = [.. new Block[SharedBlocks]];
        readonly List<Function> _functions = [];

        /// <summary>The scanner's table: in 5.3 one for all, in 5.1 that of the function that is
        /// open.</summary>
        uint _table;

        /// <summary>Begins to compile a text.</summary>
        /// <param name="vm">The state. Its stack gets values that stay until the chunk is placed.</param>
        /// <param name="name">The chunk's name.</param>
        public CompilerRam(Chunks<T> vm, LuaString name)
        {
            _vm = vm;
            vm.Compiling.Add(this);
            try
            {
                if (T.Is53)
                    Resize(MainClosure, (uint)Closure<T>.Bytes + 4);
                uint text = vm.Vm.NewString(name.Bytes);
                Remember(name, text);
                PushString(text);
                if (T.SharesScannerTable)
                    PushTable();
                Resize(Buffer, LuaState<T>.MinBuffer);
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        /// <summary>5.3: the long strings. They are not interned, but a chunk has one each.</summary>
        public Dictionary<LuaString, uint> LongStrings { get; } = [];

        /// <summary>The blocks in use, with their sizes in bytes.</summary>
        public IEnumerable<(uint At, uint Bytes)> Blocks => _blocks.Select(block => (block.At, block.Bytes));

        /// <summary>Gives all blocks back. What is on the stack stays there.</summary>
        public void Dispose()
        {
            foreach (Block block in _blocks)
                _vm.Vm.Free(block.At, block.Bytes);
            _blocks.Clear();
            _vm.Compiling.Remove(this);
        }

        public void OpenFunction()
        {
            if (T.SharesScannerTable && _functions.Count > 0)
                AddProto();
            Function function = new() { FirstBlock = _blocks.Count };
            _blocks.AddRange(new Block[FunctionBlocks]);
            _functions.Add(function);
            Resize(function.FirstBlock + ProtoBlock, (uint)Proto<T>.Bytes);
            if (T.SharesScannerTable)
                return;
            PushTable();
            _vm.Vm.CheckStack(1);
            SetNil(_vm.Top);            // The Proto, which is only a block here.
            _vm.Top++;
        }

        public void CloseFunction()
        {
            Debug.Assert(_functions.Count > 0, "The function to close is open.");
            Function function = _functions[^1];
            Resize(function.FirstBlock + Protos, 4 * (uint)function.Protos);
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
            AddProto();
        }

        public void Need(int level, CompilerVector vector, int count)
        {
            Debug.Assert(count >= 0, "The number of elements is not negative.");
            uint element = ElementBytes(vector);
            if (element != 0)
                Grow(BlockOf(level, vector), element, count);
        }

        public void Cut(CompilerVector vector, int count) =>
            Resize(BlockOf(_functions.Count - 1, vector), ElementBytes(vector) * (uint)count);

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
            switch (constant.Kind)
            {
                case ConstantKind.Nil:
                    SetRef(key, Tag<T>.Table, _table);
                    break;
                case ConstantKind.Boolean:
                    SetBoolean(key, constant.AsBoolean);
                    break;
                case ConstantKind.Float:
                    SetNumber(key, constant.AsFloat);
                    break;
                case ConstantKind.Integer when T.HasIntegers:
                    SetRef(key, Tag<T>.LightUserdata, unchecked((uint)constant.AsInteger));
                    break;
                case ConstantKind.Integer:
                    SetInteger(key, constant.AsInteger);
                    break;
                case ConstantKind.String:
                    _vm.Vm.SetString(key, AddressOf(constant.Text!));
                    break;
            }
            _vm.Top++;
            Insert();
            _vm.Top--;
        }

        uint AddressOf(LuaString text) =>
            LongStrings.TryGetValue(text, out uint at) ? at : _vm.Vm.NewString(text.Bytes);

        void Remember(LuaString text, uint at)
        {
            if (text.Bytes.Length > T.MaxInternedLength)
                LongStrings.TryAdd(text, at);
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

        void PushTable()
        {
            _table = _vm.Vm.NewTable();
            _vm.Vm.CheckStack(1);
            SetRef(_vm.Top, Tag<T>.Table, _table);
            _vm.Top++;
        }

        // The function that is open gets one more function inside it.
        void AddProto()
        {
            Debug.Assert(_functions.Count > 0, "The outer function is open.");
            Function function = _functions[^1];
            function.Protos++;
            _functions[^1] = function;
            Grow(function.FirstBlock + Protos, 4, function.Protos);
        }

        int BlockOf(int level, CompilerVector vector) => vector switch
        {
            CompilerVector.Declared => Declared,
            CompilerVector.Labels => Labels,
            CompilerVector.Gotos => Gotos,
            CompilerVector.Code => _functions[level].FirstBlock + Code,
            CompilerVector.Lines => _functions[level].FirstBlock + Lines,
            CompilerVector.Constants => _functions[level].FirstBlock + Constants,
            CompilerVector.LocVars => _functions[level].FirstBlock + LocVars,
            _ => _functions[level].FirstBlock + Upvalues,
        };

        // 5.1 keeps its declared locals on the C stack, and has no labels.
        static uint ElementBytes(CompilerVector vector) => vector switch
        {
            CompilerVector.Code => 4,
            CompilerVector.Lines => 1,
            CompilerVector.Constants => (uint)sizeof(T),
            CompilerVector.LocVars => (uint)sizeof(LocVarRecord),
            CompilerVector.Upvalues => (uint)T.UpvalueBytes,
            CompilerVector.Declared => (uint)T.DeclaredBytes,
            _ => (uint)T.LabelBytes,
        };

        // lmem.c, luaM_growaux_: doubles.
        void Grow(int block, uint element, int count)
        {
            Debug.Assert(element > 0, "An element has a size.");
            int size = (int)(_blocks[block].Bytes / element);
            if (count <= size)
                return;
            while (size < count)
                size = Math.Max(MinVector, 2 * size);
            Resize(block, element * (uint)size);
        }

        void Resize(int block, uint bytes)
        {
            (uint at, uint old) = _blocks[block];
            if (bytes > old)
                _vm.Vm.TakeHost((long)HostFactor * (bytes - old));
            if (bytes != old)
                _blocks[block] = new Block(_vm.Vm.Realloc(at, old, bytes), bytes);
        }
    }
}
