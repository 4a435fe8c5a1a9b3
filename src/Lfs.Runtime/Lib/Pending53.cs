using System.Diagnostics;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

static class BaseLib53<T> where T : unmanaged, ITarget<T>
{
    public static void Open(Vm<T> vm) => throw new UnreachableException();
    public static int ToNumber(Vm<T> vm) => throw new UnreachableException();
    public static int CollectGarbage(Vm<T> vm) => throw new UnreachableException();
    public static int Load(Vm<T> vm) => throw new UnreachableException();
}

static class PackageLib53<T> where T : unmanaged, ITarget<T>
{
    public static void Open(Vm<T> vm) => throw new UnreachableException();
    public static int Require(Vm<T> vm) => throw new UnreachableException();
    public static int SearchPath(Vm<T> vm) => throw new UnreachableException();
}

static class DebugLib53<T> where T : unmanaged, ITarget<T>
{
    public static int Traceback(Vm<T> vm, uint thread, int shift) => throw new UnreachableException();
}
