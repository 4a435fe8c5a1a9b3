using System.Diagnostics;

#pragma warning disable CA1822

namespace Lfs.Runtime.Core;

sealed unsafe partial class Vm<T>
{
    static UnreachableException Not53() => new("5.3 only");
    void Step53() => throw Not53();
    void FullCollect53() => throw Not53();
    T* Globals53 => throw Not53();
    T* RunningFunction53 => throw Not53();
    bool TryEnsureStack53(int slots) => throw Not53();
    string? NameInLibraries53(in Activation running) => throw Not53();
    string ArgumentTypeName53(int argument) => throw Not53();
    long CheckInteger53(int argument) => throw Not53();
    void NoteFinalizer(uint o, uint metatable) => throw Not53();
    void Open53(LfsMount lfs) => throw Not53();
    void Close53() => throw Not53();
    uint BytesInUse53 => throw Not53();
    static bool ParseNumber53(ReadOnlySpan<byte> text, T* number) => throw Not53();
    static int WriteNumber53(T* number, Span<byte> text) => throw Not53();
}
sealed unsafe partial class Vm<T>
{
    void PushMainClosure53(uint proto) => throw Not53();
    void PlaceUpvalues53(Proto<T>* f, Lfs.Compiler.Bytecode.UpvalueDescriptor[] upvalues) => throw Not53();
}
sealed unsafe partial class Vm<T>
{
    uint PushNewThread53() => throw Not53();
    uint RunningThread53 => throw Not53();
    bool IsYieldable53 => throw Not53();
    string StatusOf53(uint thread) => throw Not53();
    int Resume53(uint thread, int arguments) => throw Not53();
    int Yield53() => throw Not53();
    bool CollectStep53(int size) => throw Not53();
    bool PushModule53(ReadOnlySpan<byte> name) => throw Not53();
    bool PushImageIndex53() => throw Not53();
}
