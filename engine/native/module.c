/* What is written in C, and the interpreter's module of it.

   The scanner finds, in the bytes of incident records, what was met before; see docs/decisions/0045-native-scanner.md. It
   knows the form of a record (which it is told), and nothing of ceasefires: it looks up the bytes of some values in tables
   that Python fills, asks the judge what follows (0048-judging-with-bits.md), and puts together a line of output from
   pieces that Python made. Whatever it does not know, or is not sure of, it leaves to Python: a record it accepts is one
   that the decoder of `cfcheck.incident` accepts, but not the other way round.

   Nothing here trusts its input. Every read is before `end`, every nesting is bounded, every table grows or refuses. */

#include "cfcheck.h"

enum { INTERFACE = 10 }; /* raised with every change of what Python calls here, which asks for it */

static PyMethodDef module_methods[] = {{"sha256", module_sha256, METH_VARARGS, NULL},
                                       {"mark", module_mark, METH_VARARGS, NULL}, {NULL, NULL, 0, NULL}};

static int module_exec(PyObject *module) {
    text_type = (PyTypeObject *)PyType_FromSpec(&text_spec); /* kept: nobody but a scanner makes one */
    if (!text_type) return -1;
    struct { const char *name; PyType_Spec *spec; } types[] = {{"Judge", &judge_spec}, {"Lines", &lines_spec}, {"Scanner", &scanner_spec}, {"Seen", &seen_spec}};
    if (PyModule_AddIntConstant(module, "INTERFACE", INTERFACE) < 0) return -1;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        PyObject *type = PyType_FromSpec(types[i].spec);
        if (!type || PyModule_AddObjectRef(module, types[i].name, type) < 0) { Py_XDECREF(type); return -1; }
        Py_DECREF(type);
    }
    return 0;
}

static PyModuleDef_Slot module_slots[] = {{Py_mod_exec, (void *)module_exec}, {0, NULL}};
static struct PyModuleDef module_definition = {
    PyModuleDef_HEAD_INIT, "cfcheck._native", NULL, 0, module_methods, module_slots, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__native(void) { return PyModuleDef_Init(&module_definition); }
